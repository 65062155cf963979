-- No setting, but what every counter needs beside it: since when the server has been counting (UTC). Counters outlive a
-- restart, so the start of the server is the latest that it can be where no reset is on record.
SELECT
  'statistics_since' AS name,
  to_char(
    coalesce(d.stats_reset, pg_catalog.pg_postmaster_start_time()) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'
  ) AS value,
  'pg_stat_database' AS origin
FROM pg_catalog.pg_stat_database AS d
WHERE d.datname = pg_catalog.current_database()
