SELECT
    g.role_id AS role_id,
    g.menu_id AS permission_id,
    NULL AS company_id,
    CONCAT('sys_role_menu#', g.id) AS origin
FROM sys_role_menu AS g
