/*
severity = "critical"
subject  = "reconciliation"
effort   = "days"
tags     = ["go-live", "stock"]
params   = { tolerance = 0.0005 }
checks   = ["DM03"]

[en]
title   = "Stock differs from its movements"
message = "{material} {scope}: {balance} {unit} on hand, but opening stock and movements add up to {movements} (difference {difference})."
fix     = "List the movements of this material from the last count on. Usually a document was posted twice, deleted in the database, or loaded without its movement. Count the shelf, then correct by an inventory document, never in the table."
[zh]
title   = "库存与出入库流水不一致"
message = "{material} {scope}：账面库存 {balance} {unit}，期初加出入库流水应为 {movements}，相差 {difference}。"
fix     = "从上次盘点起逐笔核对该物料的流水，常见原因是单据重复过账、后台删单、导入只写了余额没写流水。盘点实物后用盘点单调整，不要直接改库存表。"
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
WHERE r.kind = 'stock' AND abs(r.balance - r.movements) > {{tolerance}}
