/*
severity = "critical"
subject  = "reconciliation"
effort   = "days"
tags     = ["go-live", "stock"]
params   = { tolerance = 0.0005 }
checks   = ["DM02"]

[en]
title   = "Stock differs from what is valued"
message = "{material} {scope}: {balance} {unit} on hand, {movements} valued (difference {difference})."
fix     = "Find out since when the two differ: mostly the stock was loaded before valuation was switched on, or changed in the database. Agree quantity and cost with finance, take the stock out and in again by inventory documents on one day, and compare the value with the stock account before and after."
[zh]
title   = "库存数量与存货计价数量不一致"
message = "{material} {scope}：在库 {balance} {unit}，计入存货价值的是 {movements}，相差 {difference}。"
fix     = "先查从什么时候开始不一致，多半是启用存货计价之前就导入了库存，或后台改过数据。与财务确认数量和单价后，同一天用盘点单先出后入重做一遍，前后都与存货科目余额核对。"
*/
SELECT
  r.kind,
  r.item,
  r.scope,
  coalesce(r.name, r.item) AS material,
  CAST(r.balance AS DOUBLE) AS balance,
  CAST(r.movements AS DOUBLE) AS movements,
  CAST(r.balance - r.movements AS DOUBLE) AS difference,
  coalesce(r.unit, '') AS unit
FROM reconciliation AS r
WHERE r.kind = 'valuation' AND abs(r.balance - r.movements) > {{tolerance}}
