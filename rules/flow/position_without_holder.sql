/*
severity = "critical"
subject  = "flow_node"
cause    = "position"
where    = "position"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF05", "OM04"]
confidence = "likely"

[en]
title   = "Step approved by a post that nobody holds"
message = "Flow {flow}: {step} is approved by post {post}, which nobody with an active account holds."
fix     = "Appoint somebody to the post, or name another approver and publish."
[zh]
title   = "审批岗位无人任职"
message = "流程“{flow}”的“{step}”由岗位“{post}”审批，但该岗位没有在用账号的人员任职。"
fix     = "补任岗位人员，或改设其他审批人后重新发布。"
*/
SELECT s.flow_id, s.node_id, s.flow_name AS flow, s.step, p.position_id,
       coalesce(nullif(p.name, ''), p.position_id) AS post
FROM step_fate AS s
JOIN position AS p ON p.position_id = s.object_id
WHERE s.settings = 1 AND s.kind = 'position' AND s.fate = 'nobody'
