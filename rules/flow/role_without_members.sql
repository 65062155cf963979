/*
severity = "critical"
subject  = "flow_node"
cause    = "role"
where    = "role"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF05"]
confidence = "likely"

[en]
title   = "Step approved by a role that nobody holds"
message = "Flow {flow}: {step} is approved by role {role}, which no active account holds."
fix     = "Give the role to the person who should approve, or name another approver and publish."
[zh]
title   = "审批角色下没有在用人员"
message = "流程“{flow}”的“{step}”由角色“{role}”审批，但该角色下没有一个在用账号。"
fix     = "把角色授给应审批的人，或改设其他审批人后重新发布。"
*/
SELECT s.flow_id, s.node_id, s.flow_name AS flow, s.step, r.role_id, coalesce(nullif(r.name, ''), r.role_id) AS role
FROM step_fate AS s
JOIN role AS r ON r.role_id = s.object_id
WHERE s.settings = 1 AND s.kind = 'role' AND s.fate = 'nobody'
