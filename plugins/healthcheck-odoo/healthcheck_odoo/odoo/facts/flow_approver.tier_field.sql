SELECT
  concat('tier_definition,', t.id) AS flow_id,
  'review' AS node_id,
  'expression' AS kind,
  f.model || '.' || f.name AS reference,
  'tier_definition.reviewer_field_id' AS source,
  NULL AS direct,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
INNER JOIN ir_model_fields AS f ON f.id = t.reviewer_field_id
WHERE t.review_type = 'field'
