/*
severity = "medium"
subject  = "report"
effort   = "hours"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "Report needs something that does not exist"
message = "Report {report} needs {target}, which does not exist. Opening it ends in an error."
fix     = "Install the module that brings it, correct the report, or take it away."
[zh]
title   = "报表依赖的对象不存在"
message = "报表 {report} 依赖的 {target} 不存在，打开就会报错。"
fix     = "安装对应模块，或修正报表；没人用的报表直接下线。"
*/
SELECT r.report_id, coalesce(r.name, r.code, r.report_id) AS report, r.kind, r.target, r.menu_path
FROM report AS r
WHERE r.target_found = FALSE AND r.active AND NOT r.deleted
