-- Sign-ins as the log tells them; what a person typed is in `userid`, signing out is logged under the same type.
SELECT
  l.id AS login_event_id,
  u.id AS user_id,
  l.userid AS login,
  l.create_time AS `at`,
  CASE WHEN l.log_content LIKE '%成功%' THEN TRUE
       WHEN l.log_content LIKE '%失败%' OR l.log_content LIKE '%错误%' OR l.log_content LIKE '%不存在%' THEN FALSE
       ELSE NULL END AS success,
  l.ip AS address
FROM sys_log AS l
LEFT JOIN sys_user AS u ON u.username = l.userid
WHERE l.log_type = 1 AND l.log_content NOT LIKE '%退出%'
