-- Counted in the newest rows. A function that is missing here may still be in use.
SELECT
  CONCAT(o.module, '/', o.name) AS feature,
  '' AS user_id,
  COUNT(*) AS uses,
  SUM(CASE WHEN o.result_code <> 0 THEN 1 ELSE 0 END) AS failures,
  MAX(o.create_time) AS last_used_at,
  'sys_operate_log' AS origin
FROM (
  SELECT e.id, e.module, e.name, e.result_code, e.create_time
  FROM sys_operate_log AS e
  ORDER BY e.id DESC
  LIMIT 100000
) AS o
GROUP BY CONCAT(o.module, '/', o.name)
