/*
severity = "high"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]

[en]
title   = "Transition that the document's status forbids"
message = "Flow {flow}: {action} leads from {source} ({source_status}) to {target} ({target_status}); a document never goes that way, so the action ends in an error."
fix     = "Give the states a status that only rises one step at a time (draft, submitted, cancelled), or lead the transition to another state."
[zh]
title   = "单据状态不允许的流转"
message = "流程“{flow}”：操作“{action}”把单据从“{source}”（{source_status}）带到“{target}”（{target_status}），系统不允许这样变更，点击后会报错。"
fix     = "调整状态对应的单据状态，只能逐级前进（草稿→已提交→已取消），或把该流转改到其他状态。"
*/
SELECT e.flow_id, e.edge_id, f.flow_name AS flow, coalesce(nullif(e.name, ''), e.edge_id) AS action,
       coalesce(nullif(s.name, ''), s.node_id) AS source, s.document_status AS source_status,
       coalesce(nullif(t.name, ''), t.node_id) AS target, t.document_status AS target_status
FROM flow_in_force AS f
JOIN flow_edge AS e ON e.flow_id = f.flow_id
JOIN flow_node AS s ON s.flow_id = e.flow_id AND s.node_id = e.source_id
JOIN flow_node AS t ON t.flow_id = e.flow_id AND t.node_id = e.target_id
WHERE (s.document_status = 'submitted' AND t.document_status = 'draft')
   OR (s.document_status = 'draft' AND t.document_status = 'cancelled')
   OR (s.document_status = 'cancelled' AND t.document_status IN ('draft', 'submitted', 'cancelled'))
