/*
severity = "high"
subject  = "flow_approver"
cause    = "employee"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF01", "PE14"]

[en]
title   = "Approver who has left"
message = "Flow {flow}: {step} waits for {name}, who has left ({left_on}) and whose account still works."
fix     = "Name the successor in the flow, publish, hand over the pending tasks, and disable the account."
[zh]
title   = "审批人已离职"
message = "流程“{flow}”的“{step}”由 {name} 审批，此人已离职（{left_on}），但账号仍可登录。"
fix     = "流程改为接任者并重新发布，转办其待办，停用该账号。"
*/
-- optional: employee.user_id, employee.code, employee.left_on, user_account.employee_id, user_account.login, flow_node.name
SELECT a.flow_id, a.node_id, a.kind, a.reference, f.flow_name AS flow, coalesce(nullif(n.name, ''), n.node_id) AS step,
       min(e.employee_id) AS employee_id, min(coalesce(nullif(e.name, ''), a.reference)) AS name,
       coalesce(min(CAST(e.left_on AS VARCHAR)), '-') AS left_on
FROM flow_approver AS a
JOIN flow_in_force AS f ON f.flow_id = a.flow_id
JOIN flow_node AS n ON n.flow_id = a.flow_id AND n.node_id = a.node_id
JOIN party AS p ON p.kind = a.kind AND p.reference = a.reference
JOIN party_person AS pp ON pp.kind = p.kind AND pp.object_id = p.object_id
JOIN acting_account AS u ON u.user_id = pp.user_id
JOIN account_person AS h ON h.user_id = u.user_id
JOIN employee AS e ON e.employee_id = h.employee_id
WHERE a.kind IN ('user', 'employee') AND NOT p.deleted AND n.approver_required
GROUP BY a.flow_id, a.node_id, a.kind, a.reference, f.flow_name, coalesce(nullif(n.name, ''), n.node_id)
-- A person may have several contracts: only who has left from all of them is gone.
HAVING bool_and(NOT e.active OR e.deleted OR coalesce(e.left_on < CAST(scan_time() AS DATE), FALSE))
