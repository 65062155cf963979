-- Odoo frees the barcode of an archived product for others.
SELECT
  concat('product.product,', p.id) AS barcode_id,
  p.barcode AS code,
  p.id AS material_id,
  t.uom_id AS uom_id,
  'product' AS kind,
  t.company_id AS company_id,
  NOT (p.active AND t.active) AS deleted,
  concat('product_product#', p.id) AS origin
FROM product_product AS p
INNER JOIN product_template AS t ON t.id = p.product_tmpl_id
WHERE p.barcode <> ''
