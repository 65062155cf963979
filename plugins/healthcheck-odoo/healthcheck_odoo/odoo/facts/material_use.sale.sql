-- when: sale_order_line.product_uom
-- An order line is open until what was ordered has been delivered. Amounts are given where all open lines are in one currency.
SELECT
  l.product_id AS material_id,
  'sale' AS kind,
  COALESCE(CAST(l.product_uom AS VARCHAR), '') AS uom_id,
  COUNT(l.id) AS lines,
  SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_delivered < l.product_uom_qty THEN 1 ELSE 0 END) AS open_lines,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN
    SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_delivered < l.product_uom_qty
      THEN l.price_subtotal * (1 - l.qty_delivered / NULLIF(l.product_uom_qty, 0)) ELSE 0 END)
  END AS open_amount,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN MAX(c.name) END AS currency,
  MAX(l.write_date) AS last_at,
  concat('sale_order_line.product_id#', l.product_id) AS origin
FROM sale_order_line AS l
LEFT JOIN res_currency AS c ON c.id = l.currency_id
WHERE l.product_id IS NOT NULL
GROUP BY l.product_id, COALESCE(CAST(l.product_uom AS VARCHAR), '')

-- when: !sale_order_line.product_uom, sale_order_line.product_uom_id
-- The same from 19 on, where the unit's column has another name.
SELECT
  l.product_id AS material_id,
  'sale' AS kind,
  COALESCE(CAST(l.product_uom_id AS VARCHAR), '') AS uom_id,
  COUNT(l.id) AS lines,
  SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_delivered < l.product_uom_qty THEN 1 ELSE 0 END) AS open_lines,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN
    SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_delivered < l.product_uom_qty
      THEN l.price_subtotal * (1 - l.qty_delivered / NULLIF(l.product_uom_qty, 0)) ELSE 0 END)
  END AS open_amount,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN MAX(c.name) END AS currency,
  MAX(l.write_date) AS last_at,
  concat('sale_order_line.product_id#', l.product_id) AS origin
FROM sale_order_line AS l
LEFT JOIN res_currency AS c ON c.id = l.currency_id
WHERE l.product_id IS NOT NULL
GROUP BY l.product_id, COALESCE(CAST(l.product_uom_id AS VARCHAR), '')
