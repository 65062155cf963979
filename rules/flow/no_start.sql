/*
severity = "high"
subject  = "flow"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]

[en]
title   = "Flow without a start event"
message = "Flow {flow} has {nodes:node|nodes} and no start event, so no document can enter it."
fix     = "Add a start event, connect it to the first step and publish a new version."
[zh]
title   = "流程没有开始节点"
message = "流程“{flow}”有 {nodes} 个节点，但没有开始节点，单据无法发起。"
fix     = "补画开始节点并连到第一个环节，重新发布流程。"
*/
SELECT f.flow_id, f.flow_name AS flow, count(*) AS nodes
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
WHERE f.notation = 'bpmn'
GROUP BY f.flow_id, f.flow_name
HAVING count(CASE WHEN n.parent_id IS NULL AND n.kind IN ('start_event', 'receive_task', 'event_gateway') THEN 1 END) = 0
