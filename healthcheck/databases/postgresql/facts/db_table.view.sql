-- Apart from the tables: writing out a view waits for whoever alters what it reads, and then only the views are missing.
SELECT
  n.nspname || '.' || c.relname AS table_id,
  n.nspname AS schema_name,
  c.relname AS name,
  'view' AS kind,
  pg_catalog.pg_get_viewdef(c.oid) AS definition,
  d.description AS comment,
  n.nspname || '.' || c.relname AS origin
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_description AS d
  ON d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = CAST('pg_catalog.pg_class' AS regclass)
WHERE c.relkind = 'v'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\_temp\_%'
