/*
severity = "critical"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF01"]

[en]
title   = "Nobody is left to approve a step"
message = "Flow {flow}: nobody can approve {step} ({fates:word})."
fix     = "Set an approver who is there, publish, and hand over the documents that already wait at the step."
[zh]
title   = "环节的审批人全部失效"
message = "流程“{flow}”的“{step}”已无人可批（{fates:word}）。"
fix     = "改为在岗的审批人并重新发布，已停在该环节的单据人工转办。"
*/
SELECT s.flow_id, s.node_id, s.flow_name AS flow, s.step, s.settings,
       string_agg(
           CASE a.fate
               WHEN 'missing' THEN 'not found 不存在: '
               WHEN 'gone' THEN 'disabled or deleted 停用或已删除: '
               WHEN 'nobody' THEN 'nobody behind it 名下无人: '
           END || a.kind || ' ' || a.reference, ', '
           ORDER BY a.fate, a.kind, a.reference
       ) AS fates,
       -- Disabled is disabled; "not found" and "nobody in it" rest on having seen all people, units and memberships.
       CASE WHEN bool_and(a.fate = 'gone') THEN 'certain' ELSE 'likely' END AS confidence
FROM step_fate AS s
JOIN approver_fate AS a ON a.flow_id = s.flow_id AND a.node_id = s.node_id
WHERE s.dead = s.settings
  -- One empty role, post or headless unit as the only setting is that object's finding: filling it repairs every flow at once.
  AND NOT (s.settings = 1 AND s.fate = 'nobody' AND s.kind IN ('role', 'position', 'org_unit_head'))
GROUP BY s.flow_id, s.node_id, s.flow_name, s.step, s.settings
