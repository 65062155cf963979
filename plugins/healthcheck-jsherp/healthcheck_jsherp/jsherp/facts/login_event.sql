SELECT
    l.id AS login_event_id,
    l.user_id AS user_id,
    SUBSTRING(l.content, 3) AS login,
    l.create_time AS at,
    l.status = 0 AS success,
    NULLIF(l.client_ip, '') AS address
FROM jsh_log AS l
WHERE l.operation = '用户' AND l.content LIKE '登录%'
