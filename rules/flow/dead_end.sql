/*
severity = "medium"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "structure"]
checks   = ["AF11"]
confidence = "likely"

[en]
title   = "Step that leads nowhere"
message = "Flow {flow}: after {step} the path stops, although the flow has an end event."
fix     = "Connect the step to the next one or to an end event, and publish."
[zh]
title   = "流程走进死路"
message = "流程“{flow}”：走到“{step}”之后没有连线，而流程图本身画有结束节点。"
fix     = "把该节点连到下一环节或结束节点，重新发布。"
*/
SELECT n.flow_id, n.node_id, f.flow_name AS flow, coalesce(nullif(n.name, ''), n.node_id) AS step, n.kind,
       -- A fork's automatic side branch may be left to end by itself.
       CASE WHEN n.kind IN ('user_task', 'exclusive_gateway', 'inclusive_gateway', 'start_event') THEN 'likely'
            ELSE 'possible' END AS confidence
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
LEFT JOIN flow_edge AS o ON o.flow_id = n.flow_id AND o.source_id = n.node_id
LEFT JOIN flow_edge AS i ON i.flow_id = n.flow_id AND i.target_id = n.node_id
WHERE f.notation = 'bpmn'
  AND o.edge_id IS NULL
  -- A start leads somewhere even when nothing leads to it. Whatever has no line at all is unreachable, or a compensation handler.
  AND (i.edge_id IS NOT NULL OR n.kind = 'start_event')
  -- A throw event without a line out is a link; boundary events without one belong to compensation.
  AND n.kind NOT IN ('end_event', 'terminate_end_event', 'error_end_event', 'throw_event', 'boundary_event',
                     'event_sub_process', 'state')
  AND EXISTS (
      SELECT 1 FROM flow_node AS e
      WHERE e.flow_id = n.flow_id AND coalesce(e.parent_id, '') = coalesce(n.parent_id, '')
        AND e.kind IN ('end_event', 'terminate_end_event', 'error_end_event')
  )
GROUP BY n.flow_id, n.node_id, f.flow_name, coalesce(nullif(n.name, ''), n.node_id), n.kind
