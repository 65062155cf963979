/* One row per material in use that has a name: what rules about texts look at. */
SELECT m.material_id, m.name, m.specification
FROM material AS m
WHERE m.active AND NOT m.deleted AND m.name <> ''
