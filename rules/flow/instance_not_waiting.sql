/*
severity = "critical"
subject  = "flow_instance"
effort   = "hours"
tags     = ["go-live", "runtime"]
checks   = ["AF04"]
confidence = "likely"

[en]
title   = "Running document that waits for nothing"
message = "{document} has run since {since} in flow {flow}, with no task, timer, message or job: it will never move."
fix     = "Have the engine's administrator move it to the right step, or end it and submit the document again."
[zh]
title   = "僵尸流程：在途但没有任何待办"
message = "单据 {document} 自 {since} 起在流程“{flow}”中运行，却没有待办、定时、消息或作业，永远不会再动。"
fix     = "请引擎管理员跳转到正确环节；或终止后重新提交单据。"
*/
-- optional: flow, flow_instance.flow_id
SELECT i.instance_id, coalesce(nullif(i.business_key, ''), i.instance_id) AS document,
       coalesce(nullif(f.name, ''), f.code, i.flow_id, '-') AS flow, coalesce(CAST(i.started_at AS VARCHAR), '-') AS since
FROM flow_instance AS i
LEFT JOIN flow AS f ON f.flow_id = i.flow_id
WHERE i.state = 'running' AND NOT i.waiting
