-- A row without a product is for every variant. The price is the one from the smallest quantity on. Up to 5.2 `product`
-- points at the template. SQLite keeps the lead time in seconds.
-- when: purchase_product_supplier.template, dialect=sqlite
SELECT
  s.id || ':' || p.id AS supplier_material_id,
  s.party AS supplier_id,
  y.name AS supplier_name,
  p.id AS material_id,
  NULLIF(s.code, '') AS supplier_code,
  t.purchase_uom AS uom_id,
  s.lead_time / 86400 AS lead_days,
  CAST(CAST(pr.price AS TEXT) AS NUMERIC) AS price,
  cur.code AS currency,
  s.active AS active,
  y.active AS supplier_active,
  'purchase_product_supplier#' || s.id AS origin
FROM purchase_product_supplier AS s
INNER JOIN product_product AS p ON p.template = s.template AND (s.product IS NULL OR s.product = p.id)
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN party_party AS y ON y.id = s.party
LEFT JOIN currency_currency AS cur ON cur.id = s.currency
LEFT JOIN (
  SELECT q.product_supplier, MIN(CAST(CAST(q.unit_price AS TEXT) AS NUMERIC)) AS price
  FROM purchase_product_supplier_price AS q
  INNER JOIN (
    SELECT r.product_supplier, MIN(r.quantity) AS quantity
    FROM purchase_product_supplier_price AS r
    GROUP BY r.product_supplier
  ) AS first ON first.product_supplier = q.product_supplier AND first.quantity = q.quantity
  GROUP BY q.product_supplier
) AS pr ON pr.product_supplier = s.id

-- when: purchase_product_supplier.template, dialect!=sqlite
SELECT
  s.id || ':' || p.id AS supplier_material_id,
  s.party AS supplier_id,
  y.name AS supplier_name,
  p.id AS material_id,
  NULLIF(s.code, '') AS supplier_code,
  t.purchase_uom AS uom_id,
  EXTRACT(EPOCH FROM s.lead_time) / 86400 AS lead_days,
  CAST(CAST(pr.price AS TEXT) AS NUMERIC) AS price,
  cur.code AS currency,
  s.active AS active,
  y.active AS supplier_active,
  'purchase_product_supplier#' || s.id AS origin
FROM purchase_product_supplier AS s
INNER JOIN product_product AS p ON p.template = s.template AND (s.product IS NULL OR s.product = p.id)
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN party_party AS y ON y.id = s.party
LEFT JOIN currency_currency AS cur ON cur.id = s.currency
LEFT JOIN (
  SELECT q.product_supplier, MIN(CAST(CAST(q.unit_price AS TEXT) AS NUMERIC)) AS price
  FROM purchase_product_supplier_price AS q
  INNER JOIN (
    SELECT r.product_supplier, MIN(r.quantity) AS quantity
    FROM purchase_product_supplier_price AS r
    GROUP BY r.product_supplier
  ) AS first ON first.product_supplier = q.product_supplier AND first.quantity = q.quantity
  GROUP BY q.product_supplier
) AS pr ON pr.product_supplier = s.id

-- when: !purchase_product_supplier.template, dialect=sqlite
SELECT
  s.id || ':' || p.id AS supplier_material_id,
  s.party AS supplier_id,
  y.name AS supplier_name,
  p.id AS material_id,
  NULLIF(s.code, '') AS supplier_code,
  t.purchase_uom AS uom_id,
  s.lead_time / 86400 AS lead_days,
  CAST(CAST(pr.price AS TEXT) AS NUMERIC) AS price,
  cur.code AS currency,
  s.active AS active,
  y.active AS supplier_active,
  'purchase_product_supplier#' || s.id AS origin
FROM purchase_product_supplier AS s
INNER JOIN product_product AS p ON p.template = s.product
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN party_party AS y ON y.id = s.party
LEFT JOIN currency_currency AS cur ON cur.id = s.currency
LEFT JOIN (
  SELECT q.product_supplier, MIN(CAST(CAST(q.unit_price AS TEXT) AS NUMERIC)) AS price
  FROM purchase_product_supplier_price AS q
  INNER JOIN (
    SELECT r.product_supplier, MIN(r.quantity) AS quantity
    FROM purchase_product_supplier_price AS r
    GROUP BY r.product_supplier
  ) AS first ON first.product_supplier = q.product_supplier AND first.quantity = q.quantity
  GROUP BY q.product_supplier
) AS pr ON pr.product_supplier = s.id

-- when: !purchase_product_supplier.template, dialect!=sqlite
SELECT
  s.id || ':' || p.id AS supplier_material_id,
  s.party AS supplier_id,
  y.name AS supplier_name,
  p.id AS material_id,
  NULLIF(s.code, '') AS supplier_code,
  t.purchase_uom AS uom_id,
  EXTRACT(EPOCH FROM s.lead_time) / 86400 AS lead_days,
  CAST(CAST(pr.price AS TEXT) AS NUMERIC) AS price,
  cur.code AS currency,
  s.active AS active,
  y.active AS supplier_active,
  'purchase_product_supplier#' || s.id AS origin
FROM purchase_product_supplier AS s
INNER JOIN product_product AS p ON p.template = s.product
INNER JOIN product_template AS t ON t.id = p.template
LEFT JOIN party_party AS y ON y.id = s.party
LEFT JOIN currency_currency AS cur ON cur.id = s.currency
LEFT JOIN (
  SELECT q.product_supplier, MIN(CAST(CAST(q.unit_price AS TEXT) AS NUMERIC)) AS price
  FROM purchase_product_supplier_price AS q
  INNER JOIN (
    SELECT r.product_supplier, MIN(r.quantity) AS quantity
    FROM purchase_product_supplier_price AS r
    GROUP BY r.product_supplier
  ) AS first ON first.product_supplier = q.product_supplier AND first.quantity = q.quantity
  GROUP BY q.product_supplier
) AS pr ON pr.product_supplier = s.id
