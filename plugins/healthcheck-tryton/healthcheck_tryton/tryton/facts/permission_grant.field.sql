-- Older versions name the field by its id, newer ones by model and name.
-- when: ir_model_field_access.model
SELECT
  a."group" AS role_id,
  'field:' || a.model || ',' || a.field || ':' || o.op AS permission_id,
  NULL AS company_id,
  'ir_model_field_access#' || a.id AS origin
FROM ir_model_field_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op
) AS o
WHERE a.active AND a."group" IS NOT NULL AND CASE o.op WHEN 'read' THEN a.perm_read ELSE a.perm_write END

-- when: !ir_model_field_access.model, ir_model.model
SELECT
  a."group" AS role_id,
  'field:' || fm.model || ',' || f.name || ':' || o.op AS permission_id,
  NULL AS company_id,
  'ir_model_field_access#' || a.id AS origin
FROM ir_model_field_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op
) AS o
INNER JOIN ir_model_field AS f ON f.id = a.field
INNER JOIN ir_model AS fm ON CAST(fm.id AS TEXT) = CAST(f.model AS TEXT)
WHERE a.active AND a."group" IS NOT NULL AND CASE o.op WHEN 'read' THEN a.perm_read ELSE a.perm_write END
