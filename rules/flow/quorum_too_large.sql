/*
severity = "critical"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF17"]

[en]
title   = "More approvals wanted than there are approvers"
message = "Flow {flow}: {step} wants {quorum} approvals, but only {people:person|people} can give one."
fix     = "Lower the number or add approvers, and publish."
[zh]
title   = "会签通过人数大于可审批人数"
message = "流程“{flow}”的“{step}”要求 {quorum} 人通过，而能审批的只有 {people} 人。"
fix     = "调低通过人数或增加审批人，重新发布。"
*/
SELECT n.flow_id, n.node_id, s.flow_name AS flow, s.step, n.quorum, count(DISTINCT p.user_id) AS people
FROM step_fate AS s
JOIN flow_node AS n ON n.flow_id = s.flow_id AND n.node_id = s.node_id
JOIN step_person AS p ON p.flow_id = s.flow_id AND p.node_id = s.node_id
WHERE s.open = 0 AND s.dead < s.settings
GROUP BY n.flow_id, n.node_id, s.flow_name, s.step, n.quorum
HAVING n.quorum > count(DISTINCT p.user_id)
