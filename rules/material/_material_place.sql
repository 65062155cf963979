/* One row per material in use, company and kind of place that holds or names it there: stock, bills it is made by, bills it goes into. */
-- optional: stock, bom, bom_line, stock.company_id, bom.company_id
WITH place AS (
  SELECT s.material_id, s.company_id, 'stock 库存' AS place FROM stock AS s WHERE s.quantity <> 0
  UNION
  SELECT b.material_id, b.company_id, 'bill 产品 BOM' FROM bom AS b WHERE b.active AND NOT b.deleted
  UNION
  SELECT l.material_id, b.company_id, 'component 子件' FROM bom AS b INNER JOIN bom_line AS l ON l.bom_id = b.bom_id
  WHERE b.active AND NOT b.deleted
)
SELECT p.material_id, p.company_id, p.place
FROM place AS p
INNER JOIN material AS m ON m.material_id = p.material_id
WHERE p.company_id IS NOT NULL AND m.active AND NOT m.deleted
