/*
severity = "critical"
subject  = "source_total"
effort   = "days"
tags     = ["go-live"]
params   = { tolerance = 0.005 }
checks   = ["DM01"]

[en]
title   = "Control total differs between old and new system"
message = "{measure} {scope}: {source_value} in the old system, {target_value} in the new one (difference {difference})."
fix     = "Break the total down (by company, warehouse, month) until the rows that differ are found, correct the load and repeat it. Do not book the difference away."
[zh]
title   = "迁移控制总数对不上"
message = "{measure} {scope}：旧系统 {source_value}，新系统 {target_value}，相差 {difference}。"
fix     = "按公司、仓库、月份逐层拆分，找到出差异的记录，修正后重新导入。不要用调整单抹平差额。"
*/
SELECT
  s.measure,
  s.scope,
  CAST(s.value AS DOUBLE) AS source_value,
  CAST(t.value AS DOUBLE) AS target_value,
  CAST(t.value - s.value AS DOUBLE) AS difference
FROM source_total AS s
INNER JOIN target_total AS t ON t.measure = s.measure AND t.scope = s.scope
WHERE abs(t.value - s.value) > {{tolerance}}
