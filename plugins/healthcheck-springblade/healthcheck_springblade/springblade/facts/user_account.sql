-- Several departments stand in one text; the first is the one the person signs in with. Passwords are a SHA-1 without salt.
SELECT
    u.id AS user_id,
    u.account AS login,
    COALESCE(NULLIF(u.real_name, ''), u.name) AS name,
    'person' AS kind,
    NULL AS employee_id,
    NULLIF(
        NULLIF(
            CASE WHEN u.dept_id LIKE '%,%' THEN SUBSTRING(u.dept_id, 1, LOCATE(',', u.dept_id) - 1) ELSE u.dept_id END,
            ''
        ),
        '0'
    ) AS org_unit_id,
    NULLIF(u.tenant_id, '') AS company_id,
    FALSE AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.phone, '') AS phone,
    u.create_time AS created_at,
    NULL AS valid_until,
    CASE WHEN LENGTH(u.password) = 40 THEN u.password END AS password_mark,
    CASE WHEN LENGTH(u.password) = 40 THEN 'unsalted' END AS password_scheme,
    COALESCE(u.status, 1) = 1 AS active,
    COALESCE(u.is_deleted, 0) <> 0 AS deleted
FROM blade_user AS u
