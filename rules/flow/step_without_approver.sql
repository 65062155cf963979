/*
severity = "critical"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF02"]
confidence = "likely"

[en]
title   = "Approval step without an approver"
message = "Flow {flow}: nobody is set as approver of {step}."
fix     = "Set an approver or candidates for the step and publish; hand over the documents that already wait there."
[zh]
title   = "审批环节没有设置审批人"
message = "流程“{flow}”的“{step}”没有设置任何审批人。"
fix     = "为该环节设置审批人或候选人后重新发布；已停在这里的单据人工转办。"
*/
-- optional: flow_approver.source
SELECT n.flow_id, n.node_id, f.flow_name AS flow, coalesce(nullif(n.name, ''), n.node_id) AS step
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
LEFT JOIN flow_approver AS a ON a.flow_id = n.flow_id AND a.node_id = n.node_id
WHERE n.kind = 'user_task' AND n.approver_required AND a.node_id IS NULL
  -- Approvers may be kept where no adapter looked. Only a flow whose other steps show theirs proves that this one has none, or a
  -- product whose own table of approvers was read.
  AND EXISTS (
      SELECT 1 FROM flow_approver AS o
      WHERE coalesce(o.source, '') <> '' OR (
          o.flow_id = n.flow_id
          AND o.kind IN ('user', 'employee', 'role', 'position', 'org_unit', 'org_unit_head', 'superior'))
  )
