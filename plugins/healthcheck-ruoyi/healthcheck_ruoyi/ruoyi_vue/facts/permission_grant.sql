SELECT
  rm.role_id AS role_id,
  rm.menu_id AS permission_id,
  NULL AS company_id,
  CONCAT('sys_role_menu#', rm.role_id, ',', rm.menu_id) AS origin
FROM sys_role_menu AS rm
