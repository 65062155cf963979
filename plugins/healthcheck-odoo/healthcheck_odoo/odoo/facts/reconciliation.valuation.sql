-- What a company owns of a product in its own places and on the way between them, against the quantity of its valuation layers, which
-- the value of the stock is worked out from (stock_account, 13 to 18). Goods of another owner are not valued, consumables not counted,
-- and kits have neither. Where a product lies in a place that no company owns, or at a subcontractor's, which is internal and not
-- valued, it is left out.
SELECT
  'valuation' AS kind,
  k.product_id AS item,
  c.name AS scope,
  COALESCE(NULLIF(p.default_code, ''), concat('product.product,', p.id)) AS name,
  COALESCE(b.quantity, 0) AS balance,
  COALESCE(v.quantity, 0) AS movements,
  COALESCE(to_jsonb(m.name) ->> 'en_US', to_jsonb(m.name) #>> '{}') AS unit,
  concat('stock_valuation_layer.product_id#', k.product_id) AS origin
FROM (
  SELECT y.product_id, y.company_id
  FROM stock_valuation_layer AS y
  UNION
  SELECT q.product_id, l.company_id
  FROM stock_quant AS q
  INNER JOIN stock_location AS l ON l.id = q.location_id AND l.usage IN ('internal', 'transit')
) AS k
INNER JOIN res_company AS c ON c.id = k.company_id
INNER JOIN product_product AS p ON p.id = k.product_id
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id AND present(t.is_storable, t.type = 'product')
LEFT JOIN uom_uom AS m ON m.id = t.uom_id
LEFT JOIN (
  SELECT q.product_id, l.company_id, SUM(q.quantity) AS quantity
  FROM stock_quant AS q
  INNER JOIN stock_location AS l ON l.id = q.location_id AND l.usage IN ('internal', 'transit')
  INNER JOIN res_company AS o ON o.id = l.company_id
  WHERE q.owner_id IS NULL OR q.owner_id = o.partner_id
  GROUP BY q.product_id, l.company_id
) AS b ON b.product_id = k.product_id AND b.company_id = k.company_id
LEFT JOIN (
  SELECT y.product_id, y.company_id, SUM(y.quantity) AS quantity
  FROM stock_valuation_layer AS y
  GROUP BY y.product_id, y.company_id
) AS v ON v.product_id = k.product_id AND v.company_id = k.company_id
LEFT JOIN (
  SELECT DISTINCT q.product_id
  FROM stock_quant AS q
  INNER JOIN stock_location AS l ON l.id = q.location_id AND l.usage = 'internal'
  LEFT JOIN res_company AS o ON o.id = l.company_id
  WHERE o.id IS NULL OR l.parent_path LIKE concat('%/', present(o.subcontracting_location_id, 'none'), '/%')
) AS s ON s.product_id = k.product_id
WHERE s.product_id IS NULL
