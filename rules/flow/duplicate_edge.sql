/*
severity = "medium"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["structure"]
checks   = ["AF11"]

[en]
title   = "Two lines between the same two nodes"
message = "Flow {flow}: {lines} lines lead from {source} to {target} ({condition}); behind a step that means the work is done {lines} times."
fix     = "Delete all but one of the lines in the designer, and publish."
[zh]
title   = "两个节点之间重复连线"
message = "流程“{flow}”：从“{source}”到“{target}”画了 {lines} 条相同的连线（{condition}）；从任务节点引出时，后续环节会重复执行 {lines} 遍。"
fix     = "在设计器里删掉多余的连线，重新发布。"
*/
SELECT e.flow_id, min(e.edge_id) AS edge_id, f.flow_name AS flow, coalesce(nullif(s.name, ''), e.source_id) AS source,
       coalesce(nullif(t.name, ''), e.target_id) AS target, coalesce(nullif(trim(e.condition), ''), '-') AS condition,
       count(*) AS lines
FROM flow_in_force AS f
JOIN flow_edge AS e ON e.flow_id = f.flow_id
JOIN flow_node AS s ON s.flow_id = e.flow_id AND s.node_id = e.source_id
JOIN flow_node AS t ON t.flow_id = e.flow_id AND t.node_id = e.target_id
-- Two actions of a state may lead to the same next state, and so may two answers of one gateway.
WHERE f.notation <> 'states'
GROUP BY e.flow_id, f.flow_name, e.source_id, e.target_id, coalesce(nullif(s.name, ''), e.source_id),
         coalesce(nullif(t.name, ''), e.target_id), coalesce(nullif(trim(e.condition), ''), '-')
HAVING count(*) > 1
