-- A price of the template holds for each of its variants.
-- when: product_supplierinfo.partner_id, product_supplierinfo.product_uom_id
SELECT
  concat(s.id, ',', p.id) AS supplier_material_id,
  s.partner_id AS supplier_id,
  r.name AS supplier_name,
  p.id AS material_id,
  s.product_code AS supplier_code,
  s.product_uom_id AS uom_id,
  s.delay AS lead_days,
  s.price AS price,
  cur.name AS currency,
  NULL AS active,
  r.active AS supplier_active,
  concat('product_supplierinfo#', s.id) AS origin
FROM product_supplierinfo AS s
INNER JOIN product_product AS p ON p.product_tmpl_id = s.product_tmpl_id AND p.id = COALESCE(s.product_id, p.id)
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN res_partner AS r ON r.id = s.partner_id
LEFT JOIN res_currency AS cur ON cur.id = s.currency_id

-- when: product_supplierinfo.partner_id
SELECT
  concat(s.id, ',', p.id) AS supplier_material_id,
  s.partner_id AS supplier_id,
  r.name AS supplier_name,
  p.id AS material_id,
  s.product_code AS supplier_code,
  t.uom_po_id AS uom_id,
  s.delay AS lead_days,
  s.price AS price,
  cur.name AS currency,
  NULL AS active,
  r.active AS supplier_active,
  concat('product_supplierinfo#', s.id) AS origin
FROM product_supplierinfo AS s
INNER JOIN product_product AS p ON p.product_tmpl_id = s.product_tmpl_id AND p.id = COALESCE(s.product_id, p.id)
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN res_partner AS r ON r.id = s.partner_id
LEFT JOIN res_currency AS cur ON cur.id = s.currency_id

-- when: product_supplierinfo.name
SELECT
  concat(s.id, ',', p.id) AS supplier_material_id,
  s.name AS supplier_id,
  r.name AS supplier_name,
  p.id AS material_id,
  s.product_code AS supplier_code,
  t.uom_po_id AS uom_id,
  s.delay AS lead_days,
  s.price AS price,
  cur.name AS currency,
  NULL AS active,
  r.active AS supplier_active,
  concat('product_supplierinfo#', s.id) AS origin
FROM product_supplierinfo AS s
INNER JOIN product_product AS p ON p.product_tmpl_id = s.product_tmpl_id AND p.id = COALESCE(s.product_id, p.id)
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id
LEFT JOIN res_partner AS r ON r.id = s.name
LEFT JOIN res_currency AS cur ON cur.id = s.currency_id
