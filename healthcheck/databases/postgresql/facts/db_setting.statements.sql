-- No setting, but what statement statistics need beside them: since when they have been counting (UTC).
SELECT
  'statements_since' AS name,
  to_char(i.stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS value,
  'pg_stat_statements_info' AS origin
FROM pg_stat_statements_info AS i
