/*
severity = "info"
subject  = "delegation"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF14"]

[en]
title   = "Delegation that is over and still switched on"
message = "{from_name} handed approvals over to {to_name} until {valid_to}; the delegation is still switched on."
fix     = "Switch it off, or set new dates if the absence goes on."
[zh]
title   = "审批代理已过期仍处于启用状态"
message = "{from_name} 委托 {to_name} 审批到 {valid_to} 为止，该代理仍是启用状态。"
fix     = "停用该代理；确实仍需代理的，重新设置起止时间。"
*/
-- optional: user_account, delegation.valid_from, delegation.from_user_id, delegation.to_user_id
SELECT d.delegation_id, coalesce(nullif(f.name, ''), f.login, d.from_user_id, '-') AS from_name,
       coalesce(nullif(t.name, ''), t.login, d.to_user_id, '-') AS to_name, CAST(d.valid_to AS VARCHAR) AS valid_to
FROM delegation AS d
LEFT JOIN user_account AS f ON f.user_id = d.from_user_id
LEFT JOIN user_account AS t ON t.user_id = d.to_user_id
WHERE d.active AND d.valid_to < scan_time()
  -- Reversed dates are flow.delegation_invalid's.
  AND (d.valid_from IS NULL OR d.valid_from <= d.valid_to)
