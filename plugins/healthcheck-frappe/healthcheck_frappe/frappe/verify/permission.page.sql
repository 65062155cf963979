SELECT
    CONCAT('Page/', g.name) AS permission_id,
    'menu' AS kind,
    g.name AS target,
    TRUE AS target_found,
    NULL AS parent_id,
    TRUE AS visible,
    TRUE AS active,
    FALSE AS deleted
FROM `tabPage` AS g
