/* One row per component and unit that bills in use ask for it in, where that is not the unit it is kept in. */
SELECT
  m.material_id,
  coalesce(m.name, m.code, m.material_id) AS name,
  m.uom_id AS stock_uom_id,
  l.uom_id AS line_uom_id,
  count(*) AS lines
FROM bom AS b
INNER JOIN bom_line AS l ON l.bom_id = b.bom_id
INNER JOIN material AS m ON m.material_id = l.material_id
WHERE b.active AND NOT b.deleted AND l.uom_id <> m.uom_id
  AND (b.valid_to IS NULL OR b.valid_to >= CAST(scan_time() AS DATE))
GROUP BY m.material_id, coalesce(m.name, m.code, m.material_id), m.uom_id, l.uom_id
