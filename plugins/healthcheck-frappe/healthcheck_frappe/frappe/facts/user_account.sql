-- Administrator passes every check in code, whatever roles stand beside it; Guest is the visitor who has not signed in.
-- Only the form of the password hash is looked at, in the database.
-- The department is the one of the employee who uses the account; the company the one that a User Permission holds everything to.
SELECT
    u.name AS user_id,
    u.name AS login,
    u.full_name AS name,
    CASE
        WHEN u.name IN ('Administrator', 'Guest') THEN 'system'
        WHEN u.user_type = 'Website User' THEN 'external'
        ELSE 'person'
    END AS kind,
    NULL AS employee_id,
    e.department AS org_unit_id,
    w.company AS company_id,
    u.name = 'Administrator' AS superuser,
    u.email AS email,
    u.mobile_no AS phone,
    u.creation AS created_at,
    NULLIF(u.last_login, '') AS last_login_at,
    NULL AS valid_until,
    CASE
        WHEN a.password LIKE '$pbkdf2%' OR a.password LIKE '$argon2%' OR a.password LIKE '$2%' THEN 'slow'
    END AS password_scheme,
    u.enabled = 1 AS active,
    FALSE AS deleted
FROM `tabUser` AS u
LEFT JOIN (
    SELECT m.user_id, CASE WHEN COUNT(DISTINCT m.department) = 1 THEN MAX(m.department) END AS department
    FROM `tabEmployee` AS m
    WHERE m.user_id IS NOT NULL AND m.user_id <> ''
    GROUP BY m.user_id
) AS e ON e.user_id = u.name
LEFT JOIN (
    SELECT x.`user`, CASE WHEN COUNT(DISTINCT x.for_value) = 1 THEN MAX(x.for_value) END AS company
    FROM `tabUser Permission` AS x
    WHERE x.allow = 'Company' AND x.apply_to_all_doctypes = 1
    GROUP BY x.`user`
) AS w ON w.`user` = u.name
LEFT JOIN `__Auth` AS a ON a.doctype = 'User' AND a.fieldname = 'password' AND a.name = u.name
