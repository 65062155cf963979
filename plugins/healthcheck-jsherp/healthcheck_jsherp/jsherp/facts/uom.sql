-- Units are words: those of materials and those that groups of units are made of.
SELECT
    n.name AS uom_id,
    n.name AS code,
    n.name AS name,
    NULL AS dimension,
    NULL AS factor,
    NULL AS is_base,
    TRUE AS active,
    'jsh_unit' AS origin
FROM (
    SELECT m.unit AS name FROM jsh_material AS m
    UNION
    SELECT u.basic_unit AS name FROM jsh_unit AS u
    UNION
    SELECT u.other_unit AS name FROM jsh_unit AS u
    UNION
    SELECT u.other_unit_two AS name FROM jsh_unit AS u
    UNION
    SELECT u.other_unit_three AS name FROM jsh_unit AS u
    UNION
    SELECT x.commodity_unit AS name FROM jsh_material_extend AS x
) AS n
WHERE n.name IS NOT NULL AND n.name <> ''
