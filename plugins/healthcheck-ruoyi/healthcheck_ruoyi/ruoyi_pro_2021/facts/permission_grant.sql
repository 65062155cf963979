-- A soft-deleted row grants nothing.
SELECT
  rm.role_id AS role_id,
  rm.menu_id AS permission_id,
  NULLIF(rm.tenant_id, 0) AS company_id,
  CONCAT('sys_role_menu#', rm.id) AS origin
FROM sys_role_menu AS rm
WHERE rm.deleted = 0
