-- A group of units holds for the materials that use it: 12 to the box in one group and 10 in another is no contradiction.
SELECT
    CONCAT(m.id, ':', u.id, ':1') AS conversion_id,
    m.id AS material_id,
    u.other_unit AS from_uom_id,
    u.basic_unit AS to_uom_id,
    u.ratio AS factor,
    CONCAT('jsh_unit#', u.id) AS origin
FROM jsh_material AS m
JOIN jsh_unit AS u ON u.id = m.unit_id
WHERE COALESCE(m.delete_flag, '0') <> '1' AND u.other_unit <> ''
UNION ALL
SELECT
    CONCAT(m.id, ':', u.id, ':2') AS conversion_id,
    m.id AS material_id,
    u.other_unit_two AS from_uom_id,
    u.basic_unit AS to_uom_id,
    u.ratio_two AS factor,
    CONCAT('jsh_unit#', u.id) AS origin
FROM jsh_material AS m
JOIN jsh_unit AS u ON u.id = m.unit_id
WHERE COALESCE(m.delete_flag, '0') <> '1' AND u.other_unit_two <> ''
UNION ALL
SELECT
    CONCAT(m.id, ':', u.id, ':3') AS conversion_id,
    m.id AS material_id,
    u.other_unit_three AS from_uom_id,
    u.basic_unit AS to_uom_id,
    u.ratio_three AS factor,
    CONCAT('jsh_unit#', u.id) AS origin
FROM jsh_material AS m
JOIN jsh_unit AS u ON u.id = m.unit_id
WHERE COALESCE(m.delete_flag, '0') <> '1' AND u.other_unit_three <> ''
