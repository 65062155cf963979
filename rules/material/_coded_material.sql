/* One row per material in use that has a code: what rules about codes look at. */
SELECT m.material_id, m.code, m.category_id
FROM material AS m
WHERE m.active AND NOT m.deleted AND trim(m.code) <> ''
