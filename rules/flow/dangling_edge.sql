/*
severity = "high"
subject  = "flow_edge"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]

[en]
title   = "Line of a flow that does not connect two steps"
message = "Flow {flow}: line {line} goes from {from_node} to {to_node}; {missing} is not in the flow."
fix     = "Draw the line again between two existing steps or delete it, and publish."
[zh]
title   = "流程连线悬空"
message = "流程“{flow}”：连线“{line}”从 {from_node} 到 {to_node}，其中 {missing} 在流程里不存在。"
fix     = "重新连接到现有节点或删除该连线，再重新发布。"
*/
SELECT e.flow_id, e.edge_id, f.flow_name AS flow, coalesce(nullif(e.name, ''), e.edge_id) AS line,
       coalesce(e.source_id, '-') AS from_node, coalesce(e.target_id, '-') AS to_node,
       CASE WHEN s.node_id IS NULL AND t.node_id IS NULL
                THEN concat(coalesce(e.source_id, '-'), ', ', coalesce(e.target_id, '-'))
            WHEN s.node_id IS NULL THEN coalesce(e.source_id, '-')
            ELSE coalesce(e.target_id, '-') END AS missing
FROM flow_in_force AS f
JOIN flow_edge AS e ON e.flow_id = f.flow_id
LEFT JOIN flow_node AS s ON s.flow_id = e.flow_id AND s.node_id = e.source_id
LEFT JOIN flow_node AS t ON t.flow_id = e.flow_id AND t.node_id = e.target_id
WHERE (s.node_id IS NULL OR t.node_id IS NULL)
  AND EXISTS (SELECT 1 FROM flow_node AS n WHERE n.flow_id = e.flow_id)
