/*
severity = "high"
subject  = "flow"
effort   = "minutes"
tags     = ["coverage"]
checks   = ["AF13"]
confidence = "likely"

[en]
title   = "Two versions of a flow are both the current one"
message = "Flow {flow} ({code}) is current {versions} times: {flow_ids}. Which one a new document starts with is chance."
fix     = "Keep one version current and retire the others."
[zh]
title   = "同一流程有多个当前版本"
message = "流程“{flow}”（{code}）同时有 {versions} 个当前版本：{flow_ids}，新单据走哪一个全凭运气。"
fix     = "只保留一个当前版本，其余停用。"
*/
SELECT min(f.flow_id) AS flow_id, min(f.flow_name) AS flow, v.code, count(*) AS versions,
       string_agg(f.flow_id, ', ' ORDER BY f.flow_id) AS flow_ids
FROM flow_in_force AS f
JOIN flow AS v ON v.flow_id = f.flow_id
WHERE v.code IS NOT NULL AND v.code <> ''
GROUP BY v.code, coalesce(f.company_id, '')
HAVING count(*) > 1
