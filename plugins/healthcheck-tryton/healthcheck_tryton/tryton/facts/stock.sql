-- There is no table of quantities: what was moved in less what was moved out. Consumables are not counted by design.
SELECT
  h.location || ':' || h.product || COALESCE(':' || h.company, '') AS stock_id,
  h.product AS material_id,
  COALESCE(NULLIF(l.code, ''), l.name) AS warehouse,
  NULL AS lot,
  SUM(h.quantity) AS quantity,
  t.default_uom AS uom_id,
  NULL AS amount,
  NULL AS currency,
  h.company AS company_id,
  'stock_location#' || h.location AS origin
FROM (
  SELECT m.product, m.to_location AS location, m.company, m.internal_quantity AS quantity
  FROM stock_move AS m
  WHERE m.state = 'done'
  UNION ALL
  SELECT m.product, m.from_location AS location, m.company, -m.internal_quantity AS quantity
  FROM stock_move AS m
  WHERE m.state = 'done'
) AS h
INNER JOIN stock_location AS l ON l.id = h.location
INNER JOIN product_product AS p ON p.id = h.product
INNER JOIN product_template AS t ON t.id = p.template
WHERE l.type = 'storage' AND t.type = 'goods' AND NOT COALESCE(t.consumable, FALSE)
GROUP BY h.location, h.product, h.company, l.code, l.name, t.default_uom
HAVING ABS(SUM(h.quantity)) > 0.00001
