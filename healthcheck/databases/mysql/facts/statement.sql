-- Timers are picoseconds. A digest that was cut off by the server's own limit is still the same digest.
SELECT
  s.DIGEST AS statement_id,
  LEFT(s.DIGEST_TEXT, 4000) AS `sql`,
  s.COUNT_STAR AS calls,
  s.SUM_TIMER_WAIT / 1000000000 AS total_ms,
  s.AVG_TIMER_WAIT / 1000000000 AS mean_ms,
  s.MAX_TIMER_WAIT / 1000000000 AS max_ms,
  s.SUM_ROWS_SENT + s.SUM_ROWS_AFFECTED AS `rows`,
  s.SUM_ROWS_EXAMINED AS rows_examined,
  'events_statements_summary_by_digest' AS source
FROM performance_schema.events_statements_summary_by_digest AS s
WHERE s.SCHEMA_NAME = DATABASE() AND s.DIGEST IS NOT NULL
ORDER BY s.SUM_TIMER_WAIT DESC
LIMIT 500
