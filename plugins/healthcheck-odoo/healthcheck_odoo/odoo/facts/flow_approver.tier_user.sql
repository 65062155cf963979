-- Only what the definition's own type uses; the other pointers keep what was once typed in.
SELECT
  concat('tier_definition,', t.id) AS flow_id,
  'review' AS node_id,
  'user' AS kind,
  t.reviewer_id AS reference,
  'tier_definition.reviewer_id' AS source,
  NULL AS direct,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
WHERE t.review_type = 'individual' AND t.reviewer_id IS NOT NULL
