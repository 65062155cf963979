-- Uses per function as the operation log tells them; type 4 is an exception.
SELECT
  l.method AS feature,
  '' AS user_id,
  SUM(CASE WHEN l.log_type = 2 THEN 1 ELSE 0 END) AS uses,
  SUM(CASE WHEN l.log_type = 4 THEN 1 ELSE 0 END) AS failures,
  MAX(l.create_time) AS last_used_at,
  CONCAT('sys_log[method=', l.method, ']') AS origin
FROM sys_log AS l
WHERE l.log_type IN (2, 4) AND l.method IS NOT NULL AND l.method <> ''
GROUP BY l.method
