-- `model` points at ir_model by id in older versions and by name in newer ones; ir_model calls the name `model`, later `name`.
-- when: ir_model.model
SELECT
  COALESCE(m.model, CAST(a.model AS TEXT)) || ':' || o.op AS permission_id,
  COALESCE(m.model, CAST(a.model AS TEXT)) || ':' || o.op AS code,
  COALESCE(m.model, CAST(a.model AS TEXT)) || ': ' || o.op AS name,
  'model' AS kind,
  NULL AS parent_id,
  COALESCE(m.model, CAST(a.model AS TEXT)) AS target,
  TRUE AS target_found,
  MAX(CASE WHEN a."group" IS NULL THEN 1 ELSE 0 END) = 1 AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_access#' || MIN(a.id) AS origin
FROM ir_model_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op UNION ALL SELECT 'create' AS op UNION ALL SELECT 'delete' AS op
) AS o
LEFT JOIN ir_model AS m ON CAST(m.id AS TEXT) = CAST(a.model AS TEXT)
WHERE a.active AND CASE o.op
  WHEN 'read' THEN a.perm_read
  WHEN 'write' THEN a.perm_write
  WHEN 'create' THEN a.perm_create
  ELSE a.perm_delete
END
GROUP BY COALESCE(m.model, CAST(a.model AS TEXT)), o.op

-- when: !ir_model.model
SELECT
  COALESCE(m.name, CAST(a.model AS TEXT)) || ':' || o.op AS permission_id,
  COALESCE(m.name, CAST(a.model AS TEXT)) || ':' || o.op AS code,
  COALESCE(m.name, CAST(a.model AS TEXT)) || ': ' || o.op AS name,
  'model' AS kind,
  NULL AS parent_id,
  COALESCE(m.name, CAST(a.model AS TEXT)) AS target,
  TRUE AS target_found,
  MAX(CASE WHEN a."group" IS NULL THEN 1 ELSE 0 END) = 1 AS open_to_all,
  TRUE AS visible,
  TRUE AS active,
  FALSE AS deleted,
  'ir_model_access#' || MIN(a.id) AS origin
FROM ir_model_access AS a
CROSS JOIN (
  SELECT 'read' AS op UNION ALL SELECT 'write' AS op UNION ALL SELECT 'create' AS op UNION ALL SELECT 'delete' AS op
) AS o
LEFT JOIN ir_model AS m ON CAST(m.id AS TEXT) = CAST(a.model AS TEXT)
WHERE a.active AND CASE o.op
  WHEN 'read' THEN a.perm_read
  WHEN 'write' THEN a.perm_write
  WHEN 'create' THEN a.perm_create
  ELSE a.perm_delete
END
GROUP BY COALESCE(m.name, CAST(a.model AS TEXT)), o.op
