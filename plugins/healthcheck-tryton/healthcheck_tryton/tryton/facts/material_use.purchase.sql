-- A purchase is open until it is done or cancelled.
SELECT
  l.product AS material_id,
  'purchase' AS kind,
  COALESCE(CAST(l.unit AS VARCHAR), '') AS uom_id,
  COUNT(l.id) AS lines,
  SUM(CASE WHEN u.state NOT IN ('done', 'cancelled', 'cancel') THEN 1 ELSE 0 END) AS open_lines,
  MAX(l.create_date) AS last_at,
  'purchase_line.product#' || l.product AS origin
FROM purchase_line AS l
INNER JOIN purchase_purchase AS u ON u.id = l.purchase
WHERE l.product IS NOT NULL
GROUP BY l.product, COALESCE(CAST(l.unit AS VARCHAR), '')
