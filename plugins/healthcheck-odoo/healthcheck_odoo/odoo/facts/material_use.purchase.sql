-- when: purchase_order_line.product_uom
-- An order line is open until what was ordered has come. Amounts are given where all open lines are in one currency.
SELECT
  l.product_id AS material_id,
  'purchase' AS kind,
  COALESCE(CAST(l.product_uom AS VARCHAR), '') AS uom_id,
  COUNT(l.id) AS lines,
  SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_received < l.product_qty THEN 1 ELSE 0 END) AS open_lines,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN
    SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_received < l.product_qty
      THEN l.price_subtotal * (1 - l.qty_received / NULLIF(l.product_qty, 0)) ELSE 0 END)
  END AS open_amount,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN MAX(c.name) END AS currency,
  MAX(l.write_date) AS last_at,
  concat('purchase_order_line.product_id#', l.product_id) AS origin
FROM purchase_order_line AS l
LEFT JOIN res_currency AS c ON c.id = l.currency_id
WHERE l.product_id IS NOT NULL
GROUP BY l.product_id, COALESCE(CAST(l.product_uom AS VARCHAR), '')

-- when: !purchase_order_line.product_uom, purchase_order_line.product_uom_id
-- The same from 19 on, where the unit's column has another name.
SELECT
  l.product_id AS material_id,
  'purchase' AS kind,
  COALESCE(CAST(l.product_uom_id AS VARCHAR), '') AS uom_id,
  COUNT(l.id) AS lines,
  SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_received < l.product_qty THEN 1 ELSE 0 END) AS open_lines,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN
    SUM(CASE WHEN l.state NOT IN ('done', 'cancel') AND l.qty_received < l.product_qty
      THEN l.price_subtotal * (1 - l.qty_received / NULLIF(l.product_qty, 0)) ELSE 0 END)
  END AS open_amount,
  CASE WHEN MIN(l.currency_id) = MAX(l.currency_id) THEN MAX(c.name) END AS currency,
  MAX(l.write_date) AS last_at,
  concat('purchase_order_line.product_id#', l.product_id) AS origin
FROM purchase_order_line AS l
LEFT JOIN res_currency AS c ON c.id = l.currency_id
WHERE l.product_id IS NOT NULL
GROUP BY l.product_id, COALESCE(CAST(l.product_uom_id AS VARCHAR), '')
