-- The text of a view is empty for whoever may not SHOW VIEW.
SELECT
  v.TABLE_NAME AS table_id,
  v.TABLE_SCHEMA AS schema_name,
  v.TABLE_NAME AS name,
  'view' AS kind,
  NULLIF(v.VIEW_DEFINITION, '') AS definition,
  v.TABLE_NAME AS origin
FROM information_schema.VIEWS AS v
WHERE v.TABLE_SCHEMA = DATABASE()
