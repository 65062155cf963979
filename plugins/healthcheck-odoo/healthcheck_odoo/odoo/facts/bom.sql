SELECT
  b.id AS bom_id,
  b.code AS code,
  b.product_id AS material_id,
  b.product_tmpl_id AS template_id,
  b.product_qty AS quantity,
  b.product_uom_id AS uom_id,
  CASE b.type WHEN 'phantom' THEN 'phantom' WHEN 'subcontract' THEN 'subcontract' ELSE 'normal' END AS kind,
  b.company_id AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  b.active AS active,
  FALSE AS deleted
FROM mrp_bom AS b
