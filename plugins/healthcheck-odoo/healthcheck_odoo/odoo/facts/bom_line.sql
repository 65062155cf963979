SELECT
  l.id AS bom_line_id,
  l.bom_id AS bom_id,
  l.product_id AS material_id,
  l.product_qty AS quantity,
  l.product_uom_id AS uom_id
FROM mrp_bom_line AS l
