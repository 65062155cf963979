/*
severity = "medium"
subject  = "flow_approver"
cause    = "flow"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF01"]

[en]
title   = "Approver that is disabled or deleted, beside others who are not"
message = "Flow {flow}: {step} names {kind:word} {reference} as approver, which is disabled or deleted. Others can still approve."
fix     = "Replace the approver and publish; look for tasks that still wait for it."
[zh]
title   = "审批人设置中有已停用或删除的对象"
message = "流程“{flow}”的“{step}”设置了审批人 {kind:word} {reference}，该对象已停用或删除；其余审批人仍可审批。"
fix     = "更换该审批人并重新发布，同时检查是否还有待办挂在其名下。"
*/
SELECT a.flow_id, a.node_id, a.kind, a.reference, s.flow_name AS flow, s.step, a.people, s.settings
FROM approver_fate AS a
JOIN step_fate AS s ON s.flow_id = a.flow_id AND s.node_id = a.node_id
WHERE a.fate IN ('gone', 'switched_off') AND s.dead < s.settings
