/*
severity = "high"
subject  = "stock"
cause    = "material"
effort   = "hours"
tags     = ["go-live", "stock"]
checks   = ["DM04"]

[en]
title   = "Negative stock"
message = "{name} stands at {quantity} in {warehouse}: more was issued than was ever received."
fix     = "Find the receipt that was not booked or the issue that was booked twice, correct it, and forbid negative stock in the settings."
[zh]
title   = "负库存"
message = "{name}在 {warehouse} 的库存为 {quantity}：出库比入库多。"
fix     = "查漏录的入库或重复的出库，补单更正，并在参数中关闭允许负库存。"
*/
SELECT
  s.stock_id,
  s.material_id,
  coalesce(m.name, m.code, s.material_id, '?') AS name,
  coalesce(s.warehouse, '?') AS warehouse,
  s.lot,
  CAST(s.quantity AS DOUBLE) AS quantity
FROM stock AS s
LEFT JOIN material AS m ON m.material_id = s.material_id
WHERE s.quantity < 0
