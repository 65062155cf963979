-- The log names the module, not the menu; counted in its newest rows. A module that is missing here may be in use.
SELECT
  o.title AS feature,
  '' AS user_id,
  COUNT(*) AS uses,
  SUM(CASE WHEN o.status = 1 THEN 1 ELSE 0 END) AS failures,
  MAX(o.oper_time) AS last_used_at,
  'sys_oper_log' AS origin
FROM (
  SELECT e.oper_id, e.title, e.status, e.oper_time
  FROM sys_oper_log AS e
  ORDER BY e.oper_id DESC
  LIMIT 100000
) AS o
WHERE o.title > ''
GROUP BY o.title
