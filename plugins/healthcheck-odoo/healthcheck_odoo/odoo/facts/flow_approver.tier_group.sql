SELECT
  concat('tier_definition,', t.id) AS flow_id,
  'review' AS node_id,
  'role' AS kind,
  t.reviewer_group_id AS reference,
  'tier_definition.reviewer_group_id' AS source,
  NULL AS direct,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
WHERE t.review_type = 'group' AND t.reviewer_group_id IS NOT NULL
