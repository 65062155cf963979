-- What an index column is sorted by besides its default is written behind its name (`name varchar_pattern_ops`,
-- `create_date DESC`), so that two indexes with equal text serve the same queries. Indexes that are not valid serve none.
SELECT
  n.nspname || '.' || c.relname AS table_id,
  x.relname AS name,
  string_agg(
    CASE WHEN k.attnum = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, CAST(k.place AS integer), TRUE) ELSE a.attname END
      || CASE WHEN k.collation_id NOT IN (0, coalesce(a.attcollation, k.collation_id)) THEN ' COLLATE ' || l.collname ELSE '' END
      || CASE WHEN o.opcdefault THEN '' ELSE ' ' || o.opcname END
      || CASE k.sorting WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' WHEN 3 THEN ' DESC' ELSE '' END,
    ', ' ORDER BY k.place
  ) FILTER (WHERE k.place <= i.indnkeyatts)
    || coalesce(' INCLUDE (' || string_agg(a.attname, ', ' ORDER BY k.place) FILTER (WHERE k.place > i.indnkeyatts) || ')', '')
    AS columns,
  i.indisunique AS is_unique,
  i.indisprimary AS is_primary,
  i.indpred IS NOT NULL AS is_partial,
  m.amname AS method,
  x.relpages * CAST(pg_catalog.current_setting('block_size') AS bigint) AS bytes,
  CASE WHEN x.relkind = 'i' THEN pg_catalog.pg_stat_get_numscans(x.oid) END AS scans,
  n.nspname || '.' || x.relname AS origin
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey, i.indcollation, i.indclass, i.indoption)
  WITH ORDINALITY AS k(attnum, collation_id, class_id, sorting, place)
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
LEFT JOIN pg_catalog.pg_opclass AS o ON o.oid = k.class_id
LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = k.collation_id
WHERE i.indisvalid
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\_temp\_%' AND n.nspname NOT LIKE 'pg\_toast\_temp\_%'
GROUP BY n.nspname, c.relname, x.relname, x.oid, x.relkind, x.relpages, i.indisunique, i.indisprimary, i.indpred, m.amname
