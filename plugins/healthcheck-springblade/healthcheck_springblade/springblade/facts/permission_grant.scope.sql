-- Only where all that it can point at is read.
-- when: blade_scope_api.id, blade_scope_data.id, blade_menu.id
-- scope_category: 1 data, 2 API.
SELECT
    g.role_id AS role_id,
    CONCAT(CASE WHEN g.scope_category = 2 THEN 'api:' ELSE 'data:' END, g.scope_id) AS permission_id,
    NULL AS company_id,
    CONCAT('blade_role_scope#', g.id) AS origin
FROM blade_role_scope AS g
