/*
severity = "low"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["structure"]
checks   = ["AF11"]
confidence = "possible"

[en]
title   = "Step with several lines out and no gateway"
message = "Flow {flow}: {lines} lines without a condition leave {step} (to {targets}); the engine follows all of them at once."
fix     = "Draw the gateway that is meant: parallel if all are to run, exclusive with conditions if one is to be chosen."
[zh]
title   = "环节后直接画了多条出线，没有网关"
message = "流程“{flow}”：“{step}”直接引出 {lines} 条无条件连线（到 {targets}），引擎会同时走所有分支。"
fix     = "补上网关：都要走就画并行网关，只走一条就画排他网关并写条件。"
*/
SELECT e.flow_id, n.node_id, f.flow_name AS flow, coalesce(nullif(n.name, ''), n.node_id) AS step, count(*) AS lines,
       string_agg(coalesce(nullif(t.name, ''), e.target_id), ', ' ORDER BY e.edge_id) AS targets
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
JOIN flow_edge AS e ON e.flow_id = n.flow_id AND e.source_id = n.node_id
JOIN flow_node AS t ON t.flow_id = e.flow_id AND t.node_id = e.target_id
WHERE f.notation = 'bpmn' AND n.kind NOT LIKE '%gateway' AND n.kind NOT IN ('state', 'boundary_event')
  AND coalesce(trim(e.condition), '') = '' AND NOT e.is_default
GROUP BY e.flow_id, n.node_id, f.flow_name, coalesce(nullif(n.name, ''), n.node_id)
HAVING count(DISTINCT e.target_id) > 1
