SELECT
  s.material_stock_id AS stock_id,
  s.item_id AS material_id,
  s.warehouse_name AS warehouse,
  NULLIF(s.batch_code, '') AS lot,
  s.quantity_onhand AS quantity,
  NULLIF(s.unit_of_measure, '') AS uom_id,
  NULL AS company_id
FROM wm_material_stock AS s
