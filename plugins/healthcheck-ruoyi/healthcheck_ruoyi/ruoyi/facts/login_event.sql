-- Newest rows by key only: the log is never cleaned by itself. Sign-outs and registrations share the table.
SELECT
  l.info_id AS login_event_id,
  u.user_id AS user_id,
  l.login_name AS login,
  l.login_time AS at,
  l.status = '0' AS success,
  NULLIF(l.ipaddr, '') AS address
FROM (
  SELECT e.info_id, e.login_name, e.login_time, e.status, e.ipaddr, e.msg
  FROM sys_logininfor AS e
  ORDER BY e.info_id DESC
  LIMIT 200000
) AS l
LEFT JOIN (
  SELECT MIN(a.user_id) AS user_id, a.login_name
  FROM sys_user AS a
  WHERE COALESCE(a.del_flag, '0') = '0'
  GROUP BY a.login_name
  HAVING COUNT(*) = 1
) AS u ON u.login_name = l.login_name
WHERE COALESCE(l.msg, '') NOT LIKE '退出%' AND COALESCE(l.msg, '') NOT LIKE '注册%'
