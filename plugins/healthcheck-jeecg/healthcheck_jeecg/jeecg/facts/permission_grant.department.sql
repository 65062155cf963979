-- Which department's role carries which menu or button.
-- Only where the roles it names are read.
-- when: sys_depart_role.id
SELECT
  CONCAT('depart_role:', g.role_id) AS role_id,
  g.permission_id AS permission_id,
  NULL AS company_id,
  CONCAT('sys_depart_role_permission#', g.id) AS origin
FROM sys_depart_role_permission AS g
