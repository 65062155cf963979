/*
severity = "medium"
subject  = "flow"
effort   = "minutes"
tags     = ["structure"]
checks   = ["AF11"]
discriminator = ["scope"]

[en]
title   = "Flow with several plain starts"
message = "Flow {flow} has {starts} start events without a trigger ({names}); a new document begins at one of them, and engines differ on which."
fix     = "Keep one plain start and lead the others' lines from it through a gateway, or give the others a message, timer or signal."
[zh]
title   = "流程有多个普通开始节点"
message = "流程“{flow}”画了 {starts} 个没有触发条件的开始节点（{names}）；新单据只会从其中一个开始，具体哪个各引擎不同。"
fix     = "只保留一个普通开始节点，其余用网关分流；确需多个入口的，给它们配上消息、定时或信号触发。"
*/
SELECT f.flow_id, coalesce(n.parent_id, '') AS scope, f.flow_name AS flow, count(*) AS starts,
       string_agg(coalesce(nullif(n.name, ''), n.node_id), ', ' ORDER BY n.node_id) AS names
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
WHERE n.kind = 'start_event' AND NOT n.triggered
GROUP BY f.flow_id, coalesce(n.parent_id, ''), f.flow_name
HAVING count(*) > 1
