-- `model` points at ir_model by id in older versions and by name in newer ones; ir_model calls the name `model`, later `name`.
-- when: ir_model.model
SELECT
  a."group" AS role_id,
  COALESCE(m.model, CAST(a.model AS TEXT)) || ':' || o.op AS permission_id,
  NULL AS company_id,
  'ir_model_access#' || a.id AS origin
FROM ir_model_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op UNION ALL SELECT 'create' AS op UNION ALL SELECT 'delete' AS op
) AS o
LEFT JOIN ir_model AS m ON CAST(m.id AS TEXT) = CAST(a.model AS TEXT)
WHERE a.active AND a."group" IS NOT NULL AND CASE o.op
  WHEN 'read' THEN a.perm_read
  WHEN 'write' THEN a.perm_write
  WHEN 'create' THEN a.perm_create
  ELSE a.perm_delete
END

-- when: !ir_model.model
SELECT
  a."group" AS role_id,
  COALESCE(m.name, CAST(a.model AS TEXT)) || ':' || o.op AS permission_id,
  NULL AS company_id,
  'ir_model_access#' || a.id AS origin
FROM ir_model_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op UNION ALL SELECT 'create' AS op UNION ALL SELECT 'delete' AS op
) AS o
LEFT JOIN ir_model AS m ON CAST(m.id AS TEXT) = CAST(a.model AS TEXT)
WHERE a.active AND a."group" IS NOT NULL AND CASE o.op
  WHEN 'read' THEN a.perm_read
  WHEN 'write' THEN a.perm_write
  WHEN 'create' THEN a.perm_create
  ELSE a.perm_delete
END
