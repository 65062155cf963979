SELECT
  c.TABLE_NAME AS table_id,
  c.COLUMN_NAME AS name,
  c.ORDINAL_POSITION AS position,
  c.COLUMN_TYPE AS type,
  c.IS_NULLABLE = 'YES' AS nullable,
  c.COLLATION_NAME AS collation,
  NULLIF(c.COLUMN_COMMENT, '') AS comment,
  CONCAT(c.TABLE_NAME, '.', c.COLUMN_NAME) AS origin
FROM information_schema.COLUMNS AS c
WHERE c.TABLE_SCHEMA = DATABASE()
