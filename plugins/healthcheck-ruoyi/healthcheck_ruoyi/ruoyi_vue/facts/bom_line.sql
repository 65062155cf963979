SELECT
  b.bom_id AS bom_line_id,
  b.item_id AS bom_id,
  b.bom_item_id AS material_id,
  b.quantity AS quantity,
  NULLIF(b.unit_of_measure, '') AS uom_id
FROM md_product_bom AS b
WHERE COALESCE(b.enable_flag, 'Y') = 'Y'
