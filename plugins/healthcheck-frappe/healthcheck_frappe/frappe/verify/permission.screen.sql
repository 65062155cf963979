SELECT
    CONCAT('Report/', r.name) AS permission_id,
    'report' AS kind,
    r.name AS target,
    TRUE AS target_found,
    NULL AS parent_id,
    TRUE AS visible,
    COALESCE(r.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabReport` AS r
