-- A role with the permission "admin" passes every check; it has no menus by design.
SELECT
    r.id AS role_id,
    r.code AS code,
    r.name AS name,
    CASE WHEN r.permission = 'admin' THEN 'system' ELSE 'role' END AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    COALESCE(r.permission, '') = 'admin' AS superuser,
    r.available = 1 AS active,
    FALSE AS deleted
FROM sys_role AS r
