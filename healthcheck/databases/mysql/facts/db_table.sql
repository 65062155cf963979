-- The rows of an InnoDB table are an estimate. information_schema is read as whole lists that are joined by a derived
-- table's own index: joined to itself it costs tables × tables comparisons, correlated it runs for minutes. COLUMNS tells
-- primary keys, because STATISTICS would open every table once more.
-- `sql_mode` may be ANSI_QUOTES or not: nothing here depends on it.
SELECT
  t.TABLE_NAME AS table_id,
  t.TABLE_SCHEMA AS schema_name,
  t.TABLE_NAME AS name,
  'table' AS kind,
  t.TABLE_ROWS AS `rows`,
  t.DATA_LENGTH + t.INDEX_LENGTH AS bytes,
  t.ENGINE AS engine,
  t.TABLE_COLLATION AS collation,
  k.TABLE_NAME IS NOT NULL AS has_primary_key,
  NULLIF(t.TABLE_COMMENT, '') AS comment,
  t.TABLE_NAME AS origin
FROM information_schema.TABLES AS t
LEFT JOIN (
  SELECT DISTINCT c.TABLE_NAME
  FROM information_schema.COLUMNS AS c
  WHERE c.TABLE_SCHEMA = DATABASE() AND c.COLUMN_KEY = 'PRI'
) AS k ON k.TABLE_NAME = t.TABLE_NAME
WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
