-- The database declares no foreign key; rows that were deleted on the screen do not count.
SELECT
    'jsh_depot_item.header_id' AS child,
    'jsh_depot_head' AS parent,
    (SELECT COUNT(*) FROM jsh_depot_item AS a WHERE a.header_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.header_id) AS example,
    'jsh_depot_item' AS origin
FROM jsh_depot_item AS c
LEFT JOIN jsh_depot_head AS p ON p.id = c.header_id
WHERE c.header_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
UNION ALL
SELECT
    'jsh_depot_item.material_id' AS child,
    'jsh_material' AS parent,
    (SELECT COUNT(*) FROM jsh_depot_item AS a WHERE a.material_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.material_id) AS example,
    'jsh_depot_item' AS origin
FROM jsh_depot_item AS c
LEFT JOIN jsh_material AS p ON p.id = c.material_id
WHERE c.material_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
UNION ALL
SELECT
    'jsh_material_current_stock.material_id' AS child,
    'jsh_material' AS parent,
    (SELECT COUNT(*) FROM jsh_material_current_stock AS a WHERE a.material_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.material_id) AS example,
    'jsh_material_current_stock' AS origin
FROM jsh_material_current_stock AS c
LEFT JOIN jsh_material AS p ON p.id = c.material_id
WHERE c.material_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
UNION ALL
SELECT
    'jsh_material_current_stock.depot_id' AS child,
    'jsh_depot' AS parent,
    (SELECT COUNT(*) FROM jsh_material_current_stock AS a WHERE a.depot_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.depot_id) AS example,
    'jsh_material_current_stock' AS origin
FROM jsh_material_current_stock AS c
LEFT JOIN jsh_depot AS p ON p.id = c.depot_id
WHERE c.depot_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
UNION ALL
SELECT
    'jsh_account_item.header_id' AS child,
    'jsh_account_head' AS parent,
    (SELECT COUNT(*) FROM jsh_account_item AS a WHERE a.header_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.header_id) AS example,
    'jsh_account_item' AS origin
FROM jsh_account_item AS c
LEFT JOIN jsh_account_head AS p ON p.id = c.header_id
WHERE c.header_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
UNION ALL
SELECT
    'jsh_orga_user_rel.user_id' AS child,
    'jsh_user' AS parent,
    (SELECT COUNT(*) FROM jsh_orga_user_rel AS a WHERE a.user_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.user_id) AS example,
    'jsh_orga_user_rel' AS origin
FROM jsh_orga_user_rel AS c
LEFT JOIN jsh_user AS p ON p.id = c.user_id
WHERE c.user_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
UNION ALL
SELECT
    'jsh_orga_user_rel.orga_id' AS child,
    'jsh_organization' AS parent,
    (SELECT COUNT(*) FROM jsh_orga_user_rel AS a WHERE a.orga_id IS NOT NULL AND COALESCE(a.delete_flag, '0') <> '1') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.orga_id) AS example,
    'jsh_orga_user_rel' AS origin
FROM jsh_orga_user_rel AS c
LEFT JOIN jsh_organization AS p ON p.id = c.orga_id
WHERE c.orga_id IS NOT NULL AND COALESCE(c.delete_flag, '0') <> '1' AND p.id IS NULL
