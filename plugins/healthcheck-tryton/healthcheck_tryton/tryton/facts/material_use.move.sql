SELECT
  m.product AS material_id,
  'movement' AS kind,
  COALESCE(CAST(present(m.unit, m.uom) AS VARCHAR), '') AS uom_id,
  COUNT(m.id) AS lines,
  SUM(CASE WHEN m.state NOT IN ('done', 'cancelled', 'cancel') THEN 1 ELSE 0 END) AS open_lines,
  MAX(m.create_date) AS last_at,
  'stock_move.product#' || m.product AS origin
FROM stock_move AS m
WHERE m.product IS NOT NULL
GROUP BY m.product, COALESCE(CAST(present(m.unit, m.uom) AS VARCHAR), '')
