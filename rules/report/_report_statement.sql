-- One row per remembered statement that an application sends to read or change rows: no maintenance, no loading or dumping
-- of data, no look into the database's own catalogue, nothing of this program itself.
SELECT s.statement_id, s.sql, s.calls, s.total_ms, s.mean_ms, s.max_ms, s.rows, s.rows_examined,
  s.lock_ms, s.temp_bytes, s.disk_tables, s.report_id, s.source
FROM statement AS s
WHERE regexp_matches(s.sql, '(?i)^[\s(]*(select|with|update|delete|insert|merge|replace|call|exec|execute)\b')
  AND NOT regexp_matches(s.sql, '(?i)\b(pg_catalog|information_schema|performance_schema|pg_stat_|pg_sleep|mysql\.)')
  AND NOT regexp_matches(s.sql, '(?i)\b(sql_no_cache|pg_class|pg_locks|pg_database|pg_dump)\b')
