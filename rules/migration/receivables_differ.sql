/*
severity = "critical"
subject  = "reconciliation"
effort   = "days"
tags     = ["go-live"]
params   = { tolerance = 0.005 }
checks   = ["DM05"]

[en]
title   = "A partner's balance differs from its open documents"
message = "{partner} {scope} ({kind:word}): balance {balance} {unit}, open documents {movements} (difference {difference})."
fix     = "Go through the partner's documents with finance: payments that were not allocated, documents loaded without their balance, balances loaded twice. Correct document by document and have the partner confirm the balance."
[zh]
title   = "往来余额与未核销单据不一致"
message = "{partner} {scope}（{kind:word}）：余额 {balance} {unit}，未核销单据合计 {movements}，相差 {difference}。"
fix     = "与财务逐单核对：收付款未核销、只导了单据没导余额、余额重复导入等。按单据更正，并与对方对账确认。"
*/
SELECT
  r.kind,
  r.item,
  r.scope,
  coalesce(r.name, r.item) AS partner,
  CAST(r.balance AS DOUBLE) AS balance,
  CAST(r.movements AS DOUBLE) AS movements,
  CAST(r.balance - r.movements AS DOUBLE) AS difference,
  coalesce(r.unit, '') AS unit
FROM reconciliation AS r
WHERE r.kind IN ('receivable', 'payable') AND abs(r.balance - r.movements) > {{tolerance}}
