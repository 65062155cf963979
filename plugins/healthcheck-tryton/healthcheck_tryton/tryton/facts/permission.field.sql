-- Older versions name the field by its id, newer ones by model and name.
-- when: ir_model_field_access.model
SELECT
  'field:' || a.model || ',' || a.field || ':' || o.op AS permission_id,
  a.model || ',' || a.field || ':' || o.op AS code,
  a.model || ',' || a.field || ': ' || o.op AS name,
  'field' AS kind,
  NULL AS parent_id,
  a.model || ',' || a.field AS target,
  NULL AS target_found,
  MAX(CASE WHEN a."group" IS NULL THEN 1 ELSE 0 END) = 1 AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_field_access#' || MIN(a.id) AS origin
FROM ir_model_field_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op
) AS o
WHERE a.active AND CASE o.op WHEN 'read' THEN a.perm_read ELSE a.perm_write END
GROUP BY a.model, a.field, o.op

-- when: !ir_model_field_access.model, ir_model.model
SELECT
  'field:' || fm.model || ',' || f.name || ':' || o.op AS permission_id,
  fm.model || ',' || f.name || ':' || o.op AS code,
  fm.model || ',' || f.name || ': ' || o.op AS name,
  'field' AS kind,
  NULL AS parent_id,
  fm.model || ',' || f.name AS target,
  NULL AS target_found,
  MAX(CASE WHEN a."group" IS NULL THEN 1 ELSE 0 END) = 1 AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_field_access#' || MIN(a.id) AS origin
FROM ir_model_field_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op
) AS o
INNER JOIN ir_model_field AS f ON f.id = a.field
INNER JOIN ir_model AS fm ON CAST(fm.id AS TEXT) = CAST(f.model AS TEXT)
WHERE a.active AND CASE o.op WHEN 'read' THEN a.perm_read ELSE a.perm_write END
GROUP BY fm.model, f.name, o.op
