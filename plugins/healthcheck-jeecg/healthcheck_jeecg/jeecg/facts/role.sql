-- Roles. They have no status, no soft delete and no data scope of their own: data rules hang on role and menu.
-- The product's own code asks for dbadeveloper and lowdeveloper, and gives third_role to third-party sign-ins; the
-- former two carry no menus by design.
SELECT
  r.id AS role_id,
  r.role_code AS code,
  r.role_name AS name,
  CASE WHEN r.role_code IN ('dbadeveloper', 'lowdeveloper', 'third_role') THEN 'system' ELSE 'role' END AS kind,
  NULLIF(r.tenant_id, 0) AS company_id,
  NULL AS data_scope,
  r.role_code = 'admin' AS superuser,
  TRUE AS active,
  FALSE AS deleted
FROM sys_role AS r
