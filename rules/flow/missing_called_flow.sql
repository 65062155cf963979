/*
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "hours"
tags     = ["go-live", "structure"]
checks   = ["AF11"]
confidence = "likely"

[en]
title   = "Step calls a flow that is not there"
message = "Flow {flow}: step {step} calls flow {called_code}, of which {versions:version exists|versions exist} and none can be started."
fix     = "Deploy (or switch on) the called flow, or correct the code in the calling step."
[zh]
title   = "子流程不存在或未启用"
message = "流程“{flow}”的“{step}”调用子流程 {called_code}，现有 {versions} 个版本，没有一个可以启动。"
fix     = "部署（或激活）被调用的流程，或改正调用环节里的流程编码。"
*/
-- optional: flow_node.name
SELECT n.flow_id, n.node_id, f.flow_name AS flow, coalesce(nullif(n.name, ''), n.node_id) AS step, n.called_code,
       count(c.flow_id) AS versions
FROM flow_in_force AS f
JOIN flow_node AS n ON n.flow_id = f.flow_id
LEFT JOIN flow AS c ON c.code = n.called_code OR c.flow_id = n.called_code
WHERE n.kind = 'call_activity' AND n.called_code IS NOT NULL AND n.called_code <> ''
  AND n.called_code NOT LIKE '%{%' AND n.called_code NOT LIKE '=%'
GROUP BY n.flow_id, n.node_id, f.flow_name, coalesce(nullif(n.name, ''), n.node_id), n.called_code
HAVING count(CASE WHEN c.active AND NOT c.deleted AND c.executable THEN 1 END) = 0
