/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "units"]
checks   = ["MC07"]

[en]
title   = "Material without a unit of measure"
message = "{name} is kept in stock and has no unit of measure."
fix     = "Enter the stock unit before the first movement; once there are movements a unit can only be changed by a conversion."
[zh]
title   = "物料没有计量单位"
message = "{name}需要管库存，却没有计量单位。"
fix     = "在发生第一笔出入库之前补上库存单位；有了流水再改，只能走单位转换。"
*/
SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name, m.kind
FROM material AS m
WHERE m.active AND NOT m.deleted AND m.kind IN ('goods', 'consumable')
  AND m.uom_id IS NULL AND trim(coalesce(m.uom_text, '')) = ''
