-- A negative number of different values is a share of the rows.
SELECT
  n.nspname || '.' || c.relname AS table_id,
  a.attname AS name,
  a.attnum AS position,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  NOT a.attnotnull AS nullable,
  CASE WHEN a.attcollation <> 0 THEN l.collname END AS collation,
  CASE
    WHEN s.n_distinct > 0 THEN CAST(s.n_distinct AS bigint)
    WHEN s.n_distinct < 0 AND c.reltuples >= 0 THEN CAST(-s.n_distinct * c.reltuples AS bigint)
  END AS distinct_values,
  d.description AS comment,
  n.nspname || '.' || c.relname || '.' || a.attname AS origin
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
LEFT JOIN pg_catalog.pg_stats AS s
  ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
LEFT JOIN pg_catalog.pg_description AS d
  ON d.objoid = c.oid AND d.objsubid = a.attnum AND d.classoid = CAST('pg_catalog.pg_class' AS regclass)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND a.attnum > 0
  AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\_temp\_%' AND n.nspname NOT LIKE 'pg\_toast\_temp\_%'
