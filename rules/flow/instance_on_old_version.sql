/*
severity = "medium"
subject  = "flow"
effort   = "hours"
reach    = "documents"
tags     = ["runtime"]
checks   = ["AF13"]

[en]
title   = "Documents still run on a retired flow version"
message = "{running:document is|documents are} (for example {example}) still running on version {version} of flow {flow}, which is suspended or deleted."
fix     = "Let them finish (switch the version on again), or migrate them to the current version."
[zh]
title   = "在途单据跑在已停用的流程版本上"
message = "流程“{flow}”第 {version} 版已挂起或删除，仍有 {running} 张在途单据（例如 {example}）。"
fix     = "重新激活该版本让单据办结，或迁移到当前版本。"
*/
SELECT f.flow_id, coalesce(nullif(f.name, ''), f.code, f.flow_id) AS flow, f.version, count(*) AS running,
       count(*) AS reach, min(coalesce(nullif(i.business_key, ''), i.instance_id)) AS example
FROM flow AS f
JOIN flow_instance AS i ON i.flow_id = f.flow_id
WHERE i.state = 'running' AND (f.deleted OR NOT f.active)
GROUP BY f.flow_id, coalesce(nullif(f.name, ''), f.code, f.flow_id), f.version
