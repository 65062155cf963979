SELECT
    g.role_id AS role_id,
    g.menu_id AS permission_id,
    NULL AS company_id,
    CONCAT('blade_role_menu#', g.id) AS origin
FROM blade_role_menu AS g
