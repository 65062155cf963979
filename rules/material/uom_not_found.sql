/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "units"]
checks   = ["MC07"]

[en]
title   = "Material measured in a unit that does not exist"
message = "{name} is measured in unit {uom_id}, which does not exist."
fix     = "Choose an existing unit, or enter the missing one again with the same meaning."
[zh]
title   = "物料的计量单位已不存在"
message = "{name}的计量单位 {uom_id} 不存在。"
fix     = "改选现有单位，或按原含义补建该单位。"
*/
SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name, m.uom_id
FROM material AS m
LEFT JOIN uom AS u ON u.uom_id = m.uom_id
WHERE m.active AND NOT m.deleted AND m.uom_id IS NOT NULL AND u.uom_id IS NULL
