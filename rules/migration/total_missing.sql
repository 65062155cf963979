/*
severity = "high"
subject  = "source_total"
effort   = "hours"
tags     = ["go-live"]
checks   = ["DM01"]

[en]
title   = "Control total was not taken in the new system"
message = "{measure} {scope} is {source_value} in the old system; the new system gives no such total, so nothing proves that it arrived."
fix     = "Take the same total in the new system, named alike, and compare. If it was left out on purpose, write that into the migration plan and waive this."
[zh]
title   = "新系统没有对应的控制总数"
message = "{measure} {scope} 在旧系统为 {source_value}，新系统没有取同口径总数，无法证明已完整迁移。"
fix     = "在新系统按同一口径、同一名称取数核对；若本就不迁，请写进迁移方案并登记豁免。"
*/
SELECT s.measure, s.scope, CAST(s.value AS DOUBLE) AS source_value
FROM source_total AS s
LEFT JOIN target_total AS t ON t.measure = s.measure AND t.scope = s.scope
WHERE s.value IS NOT NULL AND t.value IS NULL
