SELECT
  concat('ir_rule,', r.id) AS permission_id,
  x.code AS code,
  r.name AS name,
  'record_rule' AS kind,
  m.model AS target,
  m.id IS NOT NULL AS target_found,
  TRUE AS visible,
  r.active AS active,
  FALSE AS deleted,
  r."global" AS open_to_all,
  concat('ir_rule#', r.id) AS origin
FROM ir_rule AS r
LEFT JOIN ir_model AS m ON m.id = r.model_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.rule'
  GROUP BY d.res_id
) AS x ON x.res_id = r.id
