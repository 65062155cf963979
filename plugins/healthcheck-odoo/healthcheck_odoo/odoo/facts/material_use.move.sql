-- Stock moves: those of manufacturing orders are production, all others movement.
SELECT
  m.product_id AS material_id,
  CASE WHEN m.production_id IS NULL AND m.raw_material_production_id IS NULL THEN 'movement' ELSE 'production' END AS kind,
  COALESCE(CAST(m.product_uom AS VARCHAR), '') AS uom_id,
  COUNT(m.id) AS lines,
  SUM(CASE WHEN m.state NOT IN ('done', 'cancel') THEN 1 ELSE 0 END) AS open_lines,
  MAX(m.date) AS last_at,
  concat('stock_move.product_id#', m.product_id) AS origin
FROM stock_move AS m
WHERE m.product_id IS NOT NULL
GROUP BY
  m.product_id,
  CASE WHEN m.production_id IS NULL AND m.raw_material_production_id IS NULL THEN 'movement' ELSE 'production' END,
  COALESCE(CAST(m.product_uom AS VARCHAR), '')
