-- Somebody in several departments has no single one.
SELECT
    u.id AS user_id,
    u.username AS login,
    u.name AS name,
    'person' AS kind,
    NULL AS employee_id,
    d.dept_id AS org_unit_id,
    NULL AS company_id,
    FALSE AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.telephone, '') AS phone,
    u.create_time AS created_at,
    NULL AS valid_until,
    CASE WHEN u.password LIKE '$2%' THEN 'slow' WHEN u.password LIKE '{bcrypt}%' THEN 'slow' END AS password_scheme,
    u.available = 1 AS active,
    FALSE AS deleted
FROM sys_user AS u
LEFT JOIN (
    SELECT m.user_id, CASE WHEN COUNT(DISTINCT m.dept_id) = 1 THEN MAX(m.dept_id) END AS dept_id
    FROM sys_user_dept AS m
    GROUP BY m.user_id
) AS d ON d.user_id = u.id
