-- What lies in each of the company's own places, against everything that was ever moved in and out. Consumables are moved and
-- not counted. Each side is a join of its own: where one cannot be read, it is unknown and not zero.
-- when: stock_quant, stock_move_line
SELECT
  'stock' AS kind,
  k.product_id AS item,
  l.complete_name AS scope,
  COALESCE(NULLIF(p.default_code, ''), concat('product.product,', p.id)) AS name,
  COALESCE(b.quantity, 0) AS balance,
  COALESCE(i.quantity, 0) - COALESCE(o.quantity, 0) AS movements,
  COALESCE(to_jsonb(n.name) ->> 'en_US', to_jsonb(n.name) #>> '{}') AS unit,
  concat('stock_quant.product_id#', k.product_id) AS origin
FROM (
  SELECT q.product_id, q.location_id
  FROM stock_quant AS q
  UNION
  SELECT m.product_id, m.location_dest_id AS location_id
  FROM stock_move_line AS m
  WHERE m.state = 'done'
) AS k
INNER JOIN stock_location AS l ON l.id = k.location_id AND l.usage = 'internal'
INNER JOIN product_product AS p ON p.id = k.product_id
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id AND present(t.is_storable, t.type = 'product')
LEFT JOIN uom_uom AS n ON n.id = t.uom_id
LEFT JOIN (
  SELECT q.product_id, q.location_id, SUM(q.quantity) AS quantity
  FROM stock_quant AS q
  GROUP BY q.product_id, q.location_id
) AS b ON b.product_id = k.product_id AND b.location_id = k.location_id
LEFT JOIN (
  SELECT
    m.product_id,
    m.location_dest_id,
    SUM(present(m.quantity_product_uom, ROUND(m.qty_done / u.factor * pu.factor, 5))) AS quantity
  FROM stock_move_line AS m
  INNER JOIN product_product AS mp ON mp.id = m.product_id
  INNER JOIN product_template AS mt ON mt.id = mp.product_tmpl_id
  INNER JOIN uom_uom AS u ON u.id = m.product_uom_id
  INNER JOIN uom_uom AS pu ON pu.id = mt.uom_id
  WHERE m.state = 'done'
  GROUP BY m.product_id, m.location_dest_id
) AS i ON i.product_id = k.product_id AND i.location_dest_id = k.location_id
LEFT JOIN (
  SELECT
    m.product_id,
    m.location_id,
    SUM(present(m.quantity_product_uom, ROUND(m.qty_done / u.factor * pu.factor, 5))) AS quantity
  FROM stock_move_line AS m
  INNER JOIN product_product AS mp ON mp.id = m.product_id
  INNER JOIN product_template AS mt ON mt.id = mp.product_tmpl_id
  INNER JOIN uom_uom AS u ON u.id = m.product_uom_id
  INNER JOIN uom_uom AS pu ON pu.id = mt.uom_id
  WHERE m.state = 'done'
  GROUP BY m.product_id, m.location_id
) AS o ON o.product_id = k.product_id AND o.location_id = k.location_id
