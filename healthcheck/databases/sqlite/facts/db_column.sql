SELECT
  m.name AS table_id,
  p.name AS name,
  p.cid + 1 AS position,
  p.type AS type,
  p."notnull" = 0 AND p.pk = 0 AS nullable,
  m.name || '.' || p.name AS origin
FROM sqlite_schema AS m
JOIN pragma_table_info(m.name) AS p
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'
