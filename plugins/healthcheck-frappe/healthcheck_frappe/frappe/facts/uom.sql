SELECT
    u.name AS uom_id,
    u.name AS code,
    u.uom_name AS name,
    NULL AS dimension,
    NULL AS factor,
    NULL AS is_base,
    COALESCE(u.enabled, 1) = 1 AS active
FROM `tabUOM` AS u
-- when: !tabUOM.enabled
SELECT
    u.name AS uom_id,
    u.name AS code,
    u.uom_name AS name,
    NULL AS dimension,
    NULL AS factor,
    NULL AS is_base,
    TRUE AS active
FROM `tabUOM` AS u
