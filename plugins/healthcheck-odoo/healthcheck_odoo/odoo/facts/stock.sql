-- Only the company's own places: those of suppliers, customers and losses are negative by design.
-- when: stock_lot
SELECT
  q.id AS stock_id,
  q.product_id AS material_id,
  l.complete_name AS warehouse,
  n.name AS lot,
  q.quantity AS quantity,
  t.uom_id AS uom_id,
  q.company_id AS company_id
FROM stock_quant AS q
INNER JOIN stock_location AS l ON l.id = q.location_id AND l.usage = 'internal'
LEFT JOIN product_product AS p ON p.id = q.product_id
LEFT JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN stock_lot AS n ON n.id = q.lot_id

-- when: stock_production_lot
SELECT
  q.id AS stock_id,
  q.product_id AS material_id,
  l.complete_name AS warehouse,
  n.name AS lot,
  q.quantity AS quantity,
  t.uom_id AS uom_id,
  q.company_id AS company_id
FROM stock_quant AS q
INNER JOIN stock_location AS l ON l.id = q.location_id AND l.usage = 'internal'
LEFT JOIN product_product AS p ON p.id = q.product_id
LEFT JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN stock_production_lot AS n ON n.id = q.lot_id
