-- category: 1 menu, 2 button.
SELECT
    m.id AS permission_id,
    m.code AS code,
    m.name AS name,
    CASE WHEN m.category = 2 THEN 'action' ELSE 'menu' END AS kind,
    NULLIF(m.parent_id, 0) AS parent_id,
    NULLIF(m.path, '') AS target,
    NULL AS open_to_all,
    TRUE AS visible,
    TRUE AS active,
    COALESCE(m.is_deleted, 0) <> 0 AS deleted
FROM blade_menu AS m
