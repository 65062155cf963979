/* One row per category that lies below another one; deleted ones hold nobody. */
SELECT c.category_id, c.parent_id, coalesce(c.name, c.code, c.category_id) AS name
FROM material_category AS c
WHERE NOT c.deleted AND c.parent_id IS NOT NULL
