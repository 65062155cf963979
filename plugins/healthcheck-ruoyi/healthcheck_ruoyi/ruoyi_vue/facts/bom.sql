-- A bill has no row of its own: a product's components together are its bill, keyed by the product.
SELECT
  b.item_id AS bom_id,
  NULL AS code,
  b.item_id AS material_id,
  NULL AS template_id,
  1 AS quantity,
  NULL AS uom_id,
  'normal' AS kind,
  NULL AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('md_product_bom.item_id#', b.item_id) AS origin
FROM md_product_bom AS b
WHERE COALESCE(b.enable_flag, 'Y') = 'Y'
GROUP BY b.item_id
