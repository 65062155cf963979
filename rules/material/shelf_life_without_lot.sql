/*
severity = "medium"
subject  = "material"
effort   = "hours"
tags     = ["go-live"]
industries = ["retail", "medical", "manufacturing", "trade"]
confidence = "likely"
checks   = ["MC13"]

[en]
title   = "Shelf life without lots"
message = "{name} keeps for {shelf_life_days:day|days}, but is not tracked by lot: nobody can tell which of it expires."
fix     = "Switch lot tracking on before opening stock is loaded; most products do not allow it once there is stock."
[zh]
title   = "有保质期却不管批次"
message = "{name}保质期 {shelf_life_days} 天，却没有启用批次管理，到期的是哪一批无从得知。"
fix     = "期初库存导入前启用批次管理；多数系统有了库存就改不了。"
*/
SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name, m.shelf_life_days
FROM material AS m
WHERE m.active AND NOT m.deleted AND m.kind IN ('goods', 'consumable')
  AND m.shelf_life_days > 0 AND NOT m.lot_tracked
