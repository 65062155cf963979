-- A column of which only the start is indexed carries the length: `name(10)`. MySQL has expressions in indexes since 8.0.13
-- and shows them in a column of their own, which MariaDB and older versions lack: there such a column cannot be NULL.
-- INDEX_TYPE would make MariaDB open every table; what has no order of its own is a full-text index.
SELECT
  s.TABLE_NAME AS table_id,
  s.INDEX_NAME AS name,
  GROUP_CONCAT(
    CONCAT(COALESCE(s.COLUMN_NAME, '(expression)'), CASE WHEN s.SUB_PART IS NULL THEN '' ELSE CONCAT('(', s.SUB_PART, ')') END)
    ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '
  ) AS columns,
  MIN(s.NON_UNIQUE) = 0 AS is_unique,
  s.INDEX_NAME = 'PRIMARY' AS is_primary,
  FALSE AS is_partial,
  CASE WHEN MIN(s.COLLATION) IS NULL THEN 'fulltext' ELSE 'btree' END AS method,
  CONCAT(s.TABLE_NAME, '.', s.INDEX_NAME) AS origin
FROM information_schema.STATISTICS AS s
WHERE s.TABLE_SCHEMA = DATABASE()
GROUP BY s.TABLE_NAME, s.INDEX_NAME
