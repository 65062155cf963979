/*
severity = "medium"
subject  = "material"
effort   = "minutes"
tags     = ["go-live", "units"]
checks   = ["MC07"]

[en]
title   = "Unit of measure is a number"
message = "The unit of {name} reads {uom}: a number is no unit. Columns were probably shifted on import."
fix     = "Look the unit up in the source and enter it; check the columns beside it for the same shift."
[zh]
title   = "计量单位是数字"
message = "{name}的计量单位填的是 {uom}：数字不是单位，多半是导入时串列。"
fix     = "回源表核对后改成正确单位，并检查相邻列是否同样串列。"
*/
SELECT m.material_id, coalesce(m.name, m.code, m.material_id) AS name, trim(m.uom_text) AS uom
FROM material AS m
WHERE m.active AND NOT m.deleted AND regexp_matches(trim(m.uom_text), '^[0-9０-９]+([.,．][0-9０-９]+)?$')
