-- No setting, but what every counter needs beside it: since when the server has been counting (UTC).
SELECT
  'statistics_since' AS name,
  CAST(DATE_SUB(UTC_TIMESTAMP(), INTERVAL CAST(g.VARIABLE_VALUE AS SIGNED) SECOND) AS CHAR) AS value,
  'global_status' AS origin
FROM performance_schema.global_status AS g
WHERE g.VARIABLE_NAME = 'UPTIME'
