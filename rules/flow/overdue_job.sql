/*
severity = "high"
subject  = "flow_job"
effort   = "hours"
tags     = ["go-live", "runtime"]
params   = { hours = 24 }
checks   = ["AF16"]

[en]
title   = "Engine job long overdue"
message = "A job of flow {flow} at {node} for {document} was due {due} and has not run since: the engine's job executor does not get to it."
fix     = "Switch the asynchronous executor on (one application with it is enough), and look at the server's log for locks it cannot get."
[zh]
title   = "流程引擎作业严重逾期"
message = "流程“{flow}”节点“{node}”（单据 {document}）的作业应在 {due} 执行，至今没有执行：引擎的作业执行器没有在处理。"
fix     = "确认异步执行器已开启（至少一个应用节点开启），并检查服务端日志中是否有取不到锁的报错。"
*/
-- optional: flow, flow_job.flow_id, flow_instance, flow_job.instance_id, flow_node
SELECT j.job_id, j.instance_id, coalesce(nullif(f.name, ''), f.code, j.flow_id, '-') AS flow,
       coalesce(nullif(n.name, ''), j.node_id, '-') AS node, coalesce(nullif(i.business_key, ''), j.instance_id, '-') AS document,
       CAST(j.due_at AS VARCHAR) AS due
FROM flow_job AS j
LEFT JOIN flow AS f ON f.flow_id = j.flow_id
LEFT JOIN flow_node AS n ON n.flow_id = j.flow_id AND n.node_id = j.node_id
LEFT JOIN flow_instance AS i ON i.instance_id = j.instance_id
-- Suspended jobs wait on purpose, dead ones are flow.dead_job's.
WHERE j.state = 'waiting' AND j.due_at < scan_time() - INTERVAL {{hours}} HOUR
