-- when: pg_stat_statements.total_exec_time
SELECT
  s.queryid AS statement_id,
  left(min(s.query), 4000) AS sql,
  CAST(sum(s.calls) AS bigint) AS calls,
  sum(s.total_exec_time) AS total_ms,
  sum(s.total_exec_time) / nullif(CAST(sum(s.calls) AS double precision), 0) AS mean_ms,
  max(s.max_exec_time) AS max_ms,
  CAST(sum(s.rows) AS bigint) AS rows,
  'pg_stat_statements' AS source
FROM pg_stat_statements AS s
JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NOT NULL
GROUP BY s.queryid
ORDER BY sum(s.total_exec_time) DESC
LIMIT 500

-- when: pg_stat_statements.total_time
SELECT
  s.queryid AS statement_id,
  left(min(s.query), 4000) AS sql,
  CAST(sum(s.calls) AS bigint) AS calls,
  sum(s.total_time) AS total_ms,
  sum(s.total_time) / nullif(CAST(sum(s.calls) AS double precision), 0) AS mean_ms,
  max(s.max_time) AS max_ms,
  CAST(sum(s.rows) AS bigint) AS rows,
  'pg_stat_statements' AS source
FROM pg_stat_statements AS s
JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NOT NULL
GROUP BY s.queryid
ORDER BY sum(s.total_time) DESC
LIMIT 500
