/*
severity = "critical"
subject  = "opening_balance"
effort   = "days"
tags     = ["go-live"]
params   = { tolerance = 0.005 }
checks   = ["DM02", "DM05"]

[en]
title   = "Opening balance differs from the general ledger"
message = "{account} {scope}: {amount} loaded in detail, {ledger_amount} in the ledger (difference {difference} {currency})."
fix     = "Find the partner, warehouse or material that differs, correct detail or ledger, and have finance sign the reconciliation before the first period is opened."
[zh]
title   = "期初余额与总账不一致"
message = "{account} {scope}：明细期初 {amount}，总账 {ledger_amount}，相差 {difference} {currency}。"
fix     = "查清差在哪个往来单位、仓库或物料，改明细或改总账，财务签字确认后再开第一个会计期间。"
*/
SELECT
  o.account,
  o.scope,
  CAST(o.amount AS DOUBLE) AS amount,
  CAST(o.ledger_amount AS DOUBLE) AS ledger_amount,
  CAST(o.amount - o.ledger_amount AS DOUBLE) AS difference,
  coalesce(o.currency, '') AS currency
FROM opening_balance AS o
WHERE abs(o.amount - o.ledger_amount) > {{tolerance}}
