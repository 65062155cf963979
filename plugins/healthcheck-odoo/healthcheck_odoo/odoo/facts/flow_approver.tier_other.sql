-- Further community modules add types of their own (a Python expression, a server action) that only code can resolve.
SELECT
  concat('tier_definition,', t.id) AS flow_id,
  'review' AS node_id,
  'expression' AS kind,
  t.review_type AS reference,
  'tier_definition.review_type' AS source,
  NULL AS direct,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
WHERE t.review_type NOT IN ('individual', 'group', 'field')
