-- is_admin lets an account pass every check. The last sign-in is in the operation log, where that is kept.
SELECT
    u.user_id AS user_id,
    u.username AS login,
    u.nick_name AS name,
    'person' AS kind,
    NULL AS employee_id,
    NULLIF(u.dept_id, 0) AS org_unit_id,
    NULL AS company_id,
    COALESCE(u.is_admin, 0) = 1 AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.phone, '') AS phone,
    u.create_time AS created_at,
    l.last_login_at AS last_login_at,
    NULL AS valid_until,
    CASE WHEN u.password LIKE '$2%' THEN 'slow' END AS password_scheme,
    COALESCE(u.enabled, 1) = 1 AS active,
    FALSE AS deleted
FROM sys_user AS u
LEFT JOIN (
    SELECT g.username, MAX(g.create_time) AS last_login_at
    FROM sys_log AS g
    WHERE g.description = '用户登录' AND g.log_type = 'INFO'
    GROUP BY g.username
) AS l ON l.username = u.username
