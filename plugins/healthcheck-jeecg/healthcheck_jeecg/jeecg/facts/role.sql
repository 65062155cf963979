-- Roles. They have no status, no soft delete and no data scope of their own: data rules hang on role and menu.
SELECT
  r.id AS role_id,
  r.role_code AS code,
  r.role_name AS name,
  'role' AS kind,
  NULLIF(r.tenant_id, 0) AS company_id,
  NULL AS data_scope,
  r.role_code = 'admin' AS superuser,
  TRUE AS active,
  FALSE AS deleted
FROM sys_role AS r
