-- administrator passes every check; the tree of roles says who may manage whom, and hands no rights down.
SELECT
    r.id AS role_id,
    r.role_alias AS code,
    r.role_name AS name,
    CASE WHEN r.role_alias = 'administrator' THEN 'system' ELSE 'role' END AS kind,
    NULLIF(r.tenant_id, '') AS company_id,
    NULL AS data_scope,
    COALESCE(r.role_alias, '') = 'administrator' AS superuser,
    TRUE AS active,
    COALESCE(r.is_deleted, 0) <> 0 AS deleted
FROM blade_role AS r
