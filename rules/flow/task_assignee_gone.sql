/*
severity = "critical"
subject  = "flow_task"
cause    = "user_account"
effort   = "minutes"
tags     = ["go-live", "runtime"]
checks   = ["AF03"]

[en]
title   = "Pending approval waits for somebody who is gone"
message = "{task} of flow {flow} has waited since {since} for {assignee}, whose account is missing, disabled or deleted."
fix     = "Hand the task over to somebody who is there; then correct the approver in the flow."
[zh]
title   = "待办处理人已失效"
message = "流程“{flow}”的待办“{task}”自 {since} 起等待 {assignee} 处理，该账号不存在、已停用或已删除。"
fix     = "先把待办转办给在岗人员，再改流程里的审批人。"
*/
-- optional: flow, flow_task.flow_id
SELECT t.task_id, t.assignee_user_id AS user_id, coalesce(nullif(t.name, ''), t.node_id, t.task_id) AS task,
       coalesce(nullif(f.name, ''), f.code, t.flow_id, '-') AS flow,
       coalesce(nullif(u.name, ''), u.login, t.assignee_user_id) AS assignee,
       coalesce(CAST(t.created_at AS VARCHAR), '-') AS since, u.user_id IS NULL AS account_missing
FROM flow_task AS t
JOIN task_blocked AS b ON b.task_id = t.task_id AND b.reason = 'assignee'
LEFT JOIN user_account AS u ON u.user_id = t.assignee_user_id
LEFT JOIN flow AS f ON f.flow_id = t.flow_id
