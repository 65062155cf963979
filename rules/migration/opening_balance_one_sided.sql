/*
severity = "high"
subject  = "opening_balance"
effort   = "hours"
tags     = ["go-live"]
checks   = ["DM02", "DM05"]

[en]
title   = "Opening balance on one side only"
message = "{account} {scope}: {present} {currency} in {side:word}, and nothing on the other side."
fix     = "Ask finance whether the account is kept in detail. If so, load what is missing; if not, take it out of the reconciliation, in writing."
[zh]
title   = "期初余额只有一边"
message = "{account} {scope}：{side:word} 有 {present} {currency}，另一边没有数。"
fix     = "与财务确认该科目是否按明细核算：是，就补导缺的一边；否，就从对账清单中去掉并写明原因。"
*/
SELECT
  o.account,
  o.scope,
  CAST(coalesce(o.amount, o.ledger_amount) AS DOUBLE) AS present,
  CASE WHEN o.amount IS NULL THEN 'ledger 总账' ELSE 'detail 明细' END AS side,
  coalesce(o.currency, '') AS currency
FROM opening_balance AS o
WHERE (o.amount IS NULL AND o.ledger_amount <> 0) OR (o.ledger_amount IS NULL AND o.amount <> 0)
