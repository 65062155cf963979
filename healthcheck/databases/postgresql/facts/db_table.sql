-- Sizes are the planner's page counts: asking for file sizes would open every file and wait behind every ALTER TABLE.
-- A partitioned table has the rows of its partitions; a table that was never analysed has the rows that were written
-- since the statistics were last reset. What is free in a table is what its rows do not need, as far as statistics of all its
-- columns tell how wide they are: a row has 24 bytes of its own and a pointer of 4, is rounded up by 4 on average, and a page
-- has 24 bytes. Below a thousand pages that says nothing; above, statistics are looked up table by table, because pg_stats
-- asks for the rights on each column that it shows.
WITH RECURSIVE leaf AS (
  SELECT h.inhparent AS root, h.inhrelid AS child
  FROM pg_catalog.pg_inherits AS h
  JOIN pg_catalog.pg_class AS r ON r.oid = h.inhparent AND r.relkind = 'p'
  UNION ALL
  SELECT l.root AS root, d.inhrelid AS child
  FROM leaf AS l
  JOIN pg_catalog.pg_inherits AS d ON d.inhparent = l.child
),
below AS (
  SELECT l.root, sum(k.reltuples) AS row_count, CAST(sum(k.relpages) AS bigint) AS pages
  FROM leaf AS l
  JOIN pg_catalog.pg_class AS k ON k.oid = l.child AND k.relkind IN ('r', 'f') AND k.reltuples >= 0
  GROUP BY l.root
),
beside AS (
  SELECT i.indrelid, sum(k.relpages) AS pages, bool_or(i.indisprimary) AS has_primary_key
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS k ON k.oid = i.indexrelid
  GROUP BY i.indrelid
)
SELECT
  n.nspname || '.' || c.relname AS table_id,
  n.nspname AS schema_name,
  c.relname AS name,
  CASE
    WHEN c.relkind = 'f' THEN 'foreign'
    WHEN c.relkind = 'm' THEN 'materialized_view'
    WHEN c.relispartition THEN 'partition'
    ELSE 'table'
  END AS kind,
  CASE
    WHEN c.relkind = 'p' THEN CAST(b.row_count AS bigint)
    WHEN c.reltuples >= 0 THEN CAST(c.reltuples AS bigint)
    ELSE nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)
  END AS rows,
  CASE
    WHEN c.relkind = 'p' THEN b.pages
    WHEN c.reltuples >= 0 THEN c.relpages + coalesce(t.relpages, 0) + coalesce(x.pages, 0)
  END * CAST(pg_catalog.current_setting('block_size') AS bigint) AS bytes,
  CASE WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0 AND c.relpages >= 1000 AND w.columns = c.relnatts THEN
    CAST(greatest(0, c.relpages - ceil(
      c.reltuples * (w.bytes + 32)
      / (CAST(pg_catalog.current_setting('block_size') AS integer) - 24)
      / coalesce(CAST(substring(CAST(c.reloptions AS text) FROM 'fillfactor=([0-9]+)') AS numeric) / 100, 1)
    )) AS bigint) * CAST(pg_catalog.current_setting('block_size') AS bigint)
  WHEN c.relkind IN ('r', 'm') AND c.relpages < 1000 THEN 0
  END AS free_bytes,
  CASE WHEN c.relkind <> 'f' THEN coalesce(x.has_primary_key, FALSE) END AS has_primary_key,
  greatest(
    pg_catalog.pg_stat_get_last_analyze_time(c.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)
  ) AT TIME ZONE 'UTC' AS analyzed_at,
  CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_mod_since_analyze(c.oid) END AS modified_rows,
  CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_dead_tuples(c.oid) END AS dead_rows,
  CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_numscans(c.oid) END AS seq_scans,
  d.description AS comment,
  n.nspname || '.' || c.relname AS origin
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
LEFT JOIN beside AS x ON x.indrelid = c.oid
LEFT JOIN below AS b ON b.root = c.oid
LEFT JOIN LATERAL (
  SELECT sum((1 - s.null_frac) * s.avg_width) AS bytes, count(*) AS columns
  FROM pg_catalog.pg_stats AS s
  WHERE c.relpages >= 1000 AND s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited
) AS w ON TRUE
LEFT JOIN pg_catalog.pg_description AS d
  ON d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = CAST('pg_catalog.pg_class' AS regclass)
WHERE c.relkind IN ('r', 'p', 'm', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\_temp\_%' AND n.nspname NOT LIKE 'pg\_toast\_temp\_%'
