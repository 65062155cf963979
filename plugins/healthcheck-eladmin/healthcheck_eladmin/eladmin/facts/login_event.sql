SELECT
    l.log_id AS login_event_id,
    u.user_id AS user_id,
    l.username AS login,
    l.create_time AS at,
    l.log_type = 'INFO' AS success,
    NULLIF(l.request_ip, '') AS address
FROM sys_log AS l
LEFT JOIN sys_user AS u ON u.username = l.username
WHERE l.description = '用户登录'
