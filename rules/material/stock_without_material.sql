/*
severity = "high"
subject  = "stock"
effort   = "hours"
tags     = ["go-live", "stock"]
checks   = ["DM08"]

[en]
title   = "Stock of a material that does not exist"
message = "{quantity} of material {material_id} lie in {warehouse}, but there is no such material."
fix     = "Find out what lies there, restore the material or book the quantity to the right one."
[zh]
title   = "库存对应的物料不存在"
message = "{warehouse} 有物料 {material_id} 的库存 {quantity}，但物料档案里没有它。"
fix     = "核对实物后恢复物料档案，或把数量调整到正确的物料。"
*/
SELECT
  s.stock_id,
  s.material_id,
  coalesce(s.warehouse, '?') AS warehouse,
  CAST(s.quantity AS DOUBLE) AS quantity
FROM stock AS s
LEFT JOIN material AS m ON m.material_id = s.material_id
WHERE s.material_id IS NOT NULL AND m.material_id IS NULL AND s.quantity <> 0
