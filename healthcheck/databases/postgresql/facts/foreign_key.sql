-- Copies of a partitioned table's keys on its partitions are left out.
SELECT
  n.nspname || '.' || c.relname AS table_id,
  f.conname AS name,
  string_agg(a.attname, ', ' ORDER BY k.place) AS columns,
  m.nspname || '.' || r.relname AS ref_table_id,
  string_agg(b.attname, ', ' ORDER BY k.place) AS ref_columns,
  n.nspname || '.' || c.relname || '.' || f.conname AS origin
FROM pg_catalog.pg_constraint AS f
JOIN pg_catalog.pg_class AS c ON c.oid = f.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS r ON r.oid = f.confrelid
JOIN pg_catalog.pg_namespace AS m ON m.oid = r.relnamespace
CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(attnum, ref_attnum, place)
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = k.attnum
JOIN pg_catalog.pg_attribute AS b ON b.attrelid = f.confrelid AND b.attnum = k.ref_attnum
WHERE f.contype = 'f'
  AND f.conparentid = 0
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
GROUP BY n.nspname, c.relname, f.conname, m.nspname, r.relname
