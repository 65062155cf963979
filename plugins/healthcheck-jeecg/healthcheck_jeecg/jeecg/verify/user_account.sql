SELECT
    u.id AS user_id,
    u.username AS login,
    u.realname AS name,
    'person' AS kind,
    m.dep_id AS org_unit_id,
    NULL AS company_id,
    u.username = 'admin' AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.phone, '') AS phone,
    u.create_time AS created_at,
    l.last_login_at AS last_login_at,
    NULL AS password_mark,
    'salted' AS password_scheme,
    COALESCE(u.status, 1) <> 2 AS active,
    COALESCE(u.del_flag, 0) = 1 AS deleted
FROM sys_user AS u
LEFT JOIN (
    SELECT d.user_id, MIN(d.dep_id) AS dep_id FROM sys_user_depart AS d GROUP BY d.user_id
) AS m ON m.user_id = u.id
LEFT JOIN (
    SELECT g.userid, MAX(g.create_time) AS last_login_at
    FROM sys_log AS g
    WHERE g.log_type = 1 AND g.log_content LIKE '%成功%' AND g.log_content NOT LIKE '%退出%'
    GROUP BY g.userid
) AS l ON l.userid = u.username
