/*
severity = "critical"
subject  = "reconciliation"
effort   = "days"
tags     = ["go-live"]
params   = { tolerance = 0.005 }
checks   = ["DM05"]

[en]
title   = "Two figures that must agree do not"
message = "{name} {scope}: {balance} {unit} on one side, {movements} on the other (difference {difference})."
fix     = "Find the first document in which the two differ: it was usually loaded in part or changed in the database. Correct by a document of its own, agreed with finance."
[zh]
title   = "必须相等的两个数对不上"
message = "{name} {scope}：一边 {balance} {unit}，另一边 {movements}，相差 {difference}。"
fix     = "找到第一张两边不一致的单据，多半是只导入了一部分或后台改过数据。与财务确认后用更正单据处理，不要直接改库。"
*/
SELECT
  r.kind,
  r.item,
  r.scope,
  coalesce(r.name, r.item) AS name,
  CAST(r.balance AS DOUBLE) AS balance,
  CAST(r.movements AS DOUBLE) AS movements,
  CAST(r.balance - r.movements AS DOUBLE) AS difference,
  coalesce(r.unit, '') AS unit
FROM reconciliation AS r
WHERE r.kind = 'other' AND abs(r.balance - r.movements) > {{tolerance}}
