/*
severity = "high"
subject  = "delegation"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF14"]

[en]
title   = "Delegation that cannot work"
message = "{from_name} hands approvals over to {to_name} ({valid_from} to {valid_to}), who is missing or disabled, or the dates are reversed."
fix     = "Name a deputy who is there and correct the dates, or delete the delegation."
[zh]
title   = "审批代理设置无效"
message = "{from_name} 把审批委托给 {to_name}（{valid_from} 至 {valid_to}），但代理人不存在或已停用，或起止时间颠倒。"
fix     = "改为在岗的代理人并更正起止时间，或删除该代理。"
*/
-- optional: delegation.valid_from, delegation.valid_to
SELECT d.delegation_id, coalesce(nullif(f.name, ''), f.login, d.from_user_id, '-') AS from_name,
       coalesce(nullif(t.name, ''), t.login, d.to_user_id, '-') AS to_name,
       coalesce(CAST(d.valid_from AS VARCHAR), '-') AS valid_from, coalesce(CAST(d.valid_to AS VARCHAR), '-') AS valid_to,
       t.user_id IS NULL AS deputy_missing, a.user_id IS NULL AS deputy_cannot_act, d.valid_to < d.valid_from AS dates_reversed
FROM delegation AS d
JOIN acting_account AS g ON g.user_id = d.from_user_id
LEFT JOIN user_account AS f ON f.user_id = d.from_user_id
LEFT JOIN user_account AS t ON t.user_id = d.to_user_id
LEFT JOIN acting_account AS a ON a.user_id = d.to_user_id
WHERE d.active
  AND ((a.user_id IS NULL AND (d.valid_to IS NULL OR d.valid_to >= scan_time())) OR d.valid_to < d.valid_from)
