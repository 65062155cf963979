/*
severity = "medium"
subject  = "flow"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]
confidence = "likely"

[en]
title   = "Flow without an end event"
message = "Flow {flow} has {nodes:node|nodes} and no end event: nothing marks a document as finished."
fix     = "Connect the last steps to an end event, check that the listener that writes the result back hangs on it, and publish."
[zh]
title   = "流程没有结束节点"
message = "流程“{flow}”有 {nodes} 个节点，但没有结束节点，单据走完没有明确的办结点。"
fix     = "把最后的环节连到结束节点，确认回写单据状态的监听器挂在上面，再重新发布。"
*/
SELECT f.flow_id, f.flow_name AS flow, count(*) AS nodes
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
WHERE f.notation = 'bpmn'
GROUP BY f.flow_id, f.flow_name
HAVING count(CASE WHEN n.parent_id IS NULL AND n.kind IN ('end_event', 'terminate_end_event', 'error_end_event') THEN 1 END) = 0
   AND count(CASE WHEN n.parent_id IS NULL AND n.kind = 'start_event' THEN 1 END) > 0
   AND count(CASE WHEN n.parent_id IS NULL AND n.kind IN ('user_task', 'call_activity', 'sub_process') THEN 1 END) > 0
