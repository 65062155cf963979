-- admin of tenant 0 runs the platform. status: 0 in use, 2 blocked. Passwords are an MD5 without salt.
SELECT
    u.id AS user_id,
    u.login_name AS login,
    u.username AS name,
    CASE WHEN u.login_name = 'admin' AND COALESCE(u.tenant_id, 0) = 0 THEN 'system' ELSE 'person' END AS kind,
    NULL AS employee_id,
    r.orga_id AS org_unit_id,
    NULLIF(u.tenant_id, 0) AS company_id,
    (u.login_name = 'admin' AND COALESCE(u.tenant_id, 0) = 0) AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.phonenum, '') AS phone,
    l.last_login_at AS last_login_at,
    NULL AS valid_until,
    NULLIF(u.password, '') AS password_mark,
    CASE WHEN LENGTH(u.password) = 32 THEN 'unsalted' END AS password_scheme,
    COALESCE(u.status, 0) = 0 AS active,
    COALESCE(u.delete_flag, '0') = '1' AS deleted
FROM jsh_user AS u
LEFT JOIN (
    SELECT m.user_id, CASE WHEN COUNT(DISTINCT m.orga_id) = 1 THEN MAX(m.orga_id) END AS orga_id
    FROM jsh_orga_user_rel AS m
    WHERE COALESCE(m.delete_flag, '0') <> '1'
    GROUP BY m.user_id
) AS r ON r.user_id = u.id
LEFT JOIN (
    SELECT g.user_id, MAX(g.create_time) AS last_login_at
    FROM jsh_log AS g
    WHERE g.operation = '用户' AND g.content LIKE '登录%' AND g.status = 0
    GROUP BY g.user_id
) AS l ON l.user_id = u.id
