-- Of a further community module (base_tier_validation_formula).
SELECT
  concat('tier_definition,', t.id) AS flow_id,
  'review' AS node_id,
  'expression' AS kind,
  t.reviewer_expression AS reference,
  'tier_definition.reviewer_expression' AS source,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
WHERE t.review_type = 'expression' AND t.reviewer_expression IS NOT NULL
