/*
severity = "critical"
subject  = "flow_task"
effort   = "minutes"
tags     = ["go-live", "runtime"]
checks   = ["AF03", "AF05"]
confidence = "likely"

[en]
title   = "Pending approval that nobody can take"
message = "{task} of flow {flow} has no assignee, and none of its candidates can act ({candidates:word})."
fix     = "Assign the task to somebody; then repair the role or the candidates in the flow."
[zh]
title   = "待办无人可签收"
message = "流程“{flow}”的待办“{task}”没有处理人，候选人也都无法处理（{candidates:word}）。"
fix     = "先把待办指派给在岗人员，再修复流程里的角色或候选人设置。"
*/
-- optional: flow, flow_task.flow_id
SELECT t.task_id, coalesce(nullif(t.name, ''), t.node_id, t.task_id) AS task,
       coalesce(nullif(max(f.name), ''), max(f.code), t.flow_id, '-') AS flow,
       coalesce(string_agg(c.kind || ' ' || c.reference, ', ' ORDER BY c.kind || ' ' || c.reference), '-') AS candidates
FROM flow_task AS t
JOIN task_blocked AS b ON b.task_id = t.task_id AND b.reason IN ('candidates', 'none')
LEFT JOIN flow_task_candidate AS c ON c.task_id = t.task_id
LEFT JOIN flow AS f ON f.flow_id = t.flow_id
GROUP BY t.task_id, coalesce(nullif(t.name, ''), t.node_id, t.task_id), t.flow_id
