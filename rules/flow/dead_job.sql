/*
severity = "critical"
subject  = "flow_job"
effort   = "hours"
tags     = ["go-live", "runtime"]
checks   = ["AF16"]

[en]
title   = "Engine job that failed for good"
message = "A job of flow {flow} at {node} for {document} has used up its retries and is not tried again ({error}); the document stays where it is."
fix     = "Repair what the message says, then have the engine's administrator give the job new retries."
[zh]
title   = "流程引擎作业彻底失败（死信）"
message = "流程“{flow}”节点“{node}”（单据 {document}）的作业重试次数已用尽，引擎不再重试（{error}），单据停住不动。"
fix     = "先按报错排除原因，再请引擎管理员重置该作业的重试次数。"
*/
-- optional: flow, flow_job.flow_id, flow_instance, flow_job.instance_id, flow_node
SELECT j.job_id, j.instance_id, coalesce(nullif(f.name, ''), f.code, j.flow_id, '-') AS flow,
       coalesce(nullif(n.name, ''), j.node_id, '-') AS node, coalesce(nullif(i.business_key, ''), j.instance_id, '-') AS document,
       coalesce(nullif(j.error, ''), '-') AS error
FROM flow_job AS j
LEFT JOIN flow AS f ON f.flow_id = j.flow_id
LEFT JOIN flow_node AS n ON n.flow_id = j.flow_id AND n.node_id = j.node_id
LEFT JOIN flow_instance AS i ON i.instance_id = j.instance_id
WHERE j.state = 'dead'
