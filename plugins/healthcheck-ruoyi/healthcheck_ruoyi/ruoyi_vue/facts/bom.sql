-- A bill has no row of its own: a product's components together are its bill, keyed by the product.
SELECT
  b.item_id AS bom_id,
  b.item_id AS material_id,
  1 AS quantity,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('md_product_bom.item_id#', b.item_id) AS origin
FROM md_product_bom AS b
WHERE COALESCE(b.enable_flag, 'Y') = 'Y'
GROUP BY b.item_id
