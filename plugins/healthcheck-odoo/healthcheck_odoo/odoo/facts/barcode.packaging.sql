-- when: product_packaging.barcode
SELECT
  concat('product.packaging,', k.id) AS barcode_id,
  k.barcode AS code,
  k.product_id AS material_id,
  NULL AS uom_id,
  'packaging' AS kind,
  k.company_id AS company_id,
  NOT p.active AS deleted,
  concat('product_packaging#', k.id) AS origin
FROM product_packaging AS k
INNER JOIN product_product AS p ON p.id = k.product_id
WHERE k.barcode <> ''

-- when: product_uom.barcode, product_uom.uom_id
SELECT
  concat('product.uom,', k.id) AS barcode_id,
  k.barcode AS code,
  k.product_id AS material_id,
  k.uom_id AS uom_id,
  'packaging' AS kind,
  k.company_id AS company_id,
  NOT p.active AS deleted,
  concat('product_uom#', k.id) AS origin
FROM product_uom AS k
INNER JOIN product_product AS p ON p.id = k.product_id
WHERE k.barcode <> ''
