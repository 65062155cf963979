/*
severity = "medium"
subject  = "flow_task"
effort   = "minutes"
reach    = "days"
tags     = ["runtime"]
checks   = ["AF07"]
params   = { stuck_days = 30 }

[en]
title   = "Pending approval nobody deals with"
message = "{task} of flow {flow} has waited {days:day|days} for {assignee}, who could act."
fix     = "Remind or hand over; set a reminder and an escalation on the step."
[zh]
title   = "待办长期无人处理"
message = "流程“{flow}”的待办“{task}”已等待 {assignee} {days} 天，账号本身是正常的。"
fix     = "催办或转办，并给该环节设置超时提醒和升级规则。"
*/
-- optional: flow, flow_instance, flow_instance.started_at, flow_instance.ended_at, flow_task.flow_id
SELECT t.task_id, coalesce(nullif(t.name, ''), t.node_id, t.task_id) AS task,
       coalesce(nullif(f.name, ''), f.code, t.flow_id, '-') AS flow,
       coalesce(nullif(u.name, ''), u.login, t.assignee_user_id, '-') AS assignee,
       date_diff('day', CAST(t.created_at AS DATE), CAST(n.at AS DATE)) AS days,
       date_diff('day', CAST(t.created_at AS DATE), CAST(n.at AS DATE)) AS reach
FROM flow_task AS t
-- "Now" is the newest thing that happened in the flows: a copy of last year's database is not a year late.
CROSS JOIN (
    SELECT max(s.at) AS at
    FROM (
        SELECT k.created_at AS at FROM flow_task AS k
        UNION ALL
        SELECT i.started_at FROM flow_instance AS i
        UNION ALL
        SELECT i.ended_at FROM flow_instance AS i
    ) AS s
    WHERE s.at <= scan_time()
) AS n
LEFT JOIN task_blocked AS b ON b.task_id = t.task_id
LEFT JOIN flow AS f ON f.flow_id = t.flow_id
LEFT JOIN user_account AS u ON u.user_id = t.assignee_user_id
WHERE b.task_id IS NULL AND date_diff('day', CAST(t.created_at AS DATE), CAST(n.at AS DATE)) > {{stuck_days}}
