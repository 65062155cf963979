-- Only together with the menus: on their own these would make every granted menu look as if it were gone.
-- when: blade_menu.id
SELECT
    CONCAT('data:', s.id) AS permission_id,
    s.resource_code AS code,
    s.scope_name AS name,
    'record_rule' AS kind,
    NULL AS parent_id,
    s.scope_class AS target,
    NULL AS open_to_all,
    TRUE AS visible,
    COALESCE(s.status, 1) = 1 AS active,
    COALESCE(s.is_deleted, 0) <> 0 AS deleted
FROM blade_scope_data AS s
