-- No settings, but what every counter needs beside it: since when the server has been counting (UTC).
SELECT
  n.name AS name,
  CAST(DATE_SUB(UTC_TIMESTAMP(), INTERVAL CAST(g.VARIABLE_VALUE AS SIGNED) SECOND) AS CHAR) AS value,
  'global_status' AS origin
FROM performance_schema.global_status AS g
CROSS JOIN (SELECT 'statistics_since' AS name UNION ALL SELECT 'statements_since') AS n
WHERE g.VARIABLE_NAME = 'UPTIME'
