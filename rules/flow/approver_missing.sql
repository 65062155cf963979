/*
severity = "medium"
subject  = "flow_approver"
cause    = "flow"
effort   = "minutes"
tags     = ["people"]
checks   = ["AF01"]

[en]
title   = "Approver that does not exist, beside others who do"
message = "Flow {flow}: {step} names {kind:word} {reference} as approver, which does not exist. Others can still approve."
fix     = "Remove or replace the approver and publish."
[zh]
title   = "审批人设置中有不存在的对象"
message = "流程“{flow}”的“{step}”设置了审批人 {kind:word} {reference}，该对象不存在；其余审批人仍可审批。"
fix     = "删除或更换该审批人，重新发布。"
*/
SELECT a.flow_id, a.node_id, a.kind, a.reference, s.flow_name AS flow, s.step, s.settings
FROM approver_fate AS a
JOIN step_fate AS s ON s.flow_id = a.flow_id AND s.node_id = a.node_id
WHERE a.fate = 'missing' AND s.dead < s.settings
