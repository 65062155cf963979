-- Roles that belong to one department (部门角色); a key of its own, for their ids come from another table.
-- Only together with the system's roles: on their own these would make every grant of those look as if its role were gone.
-- when: sys_role.id
SELECT
  CONCAT('depart_role:', r.id) AS role_id,
  r.role_code AS code,
  r.role_name AS name,
  'role' AS kind,
  NULL AS company_id,
  NULL AS data_scope,
  FALSE AS superuser,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('sys_depart_role#', r.id) AS origin
FROM sys_depart_role AS r
