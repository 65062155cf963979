SELECT g.role_id AS role_id, g.menu_id AS permission_id, NULL AS company_id
FROM sys_roles_menus AS g
