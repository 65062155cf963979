/*
severity = "info"
subject  = "report"
effort   = "minutes"
tags     = ["cleanup"]
confidence = "certain"
checks   = ["UF04"]

[en]
title   = "Report that nobody ever opened"
message = "Report {report} was never opened."
fix     = "Ask its owner. Switch it off if nobody misses it; if it is needed, show people where it is."
[zh]
title   = "从未被打开过的报表"
message = "报表 {report} 从未被查看过。"
fix     = "问一下提出人：没人要就下线；确实需要的，告诉大家入口在哪里。"
*/
SELECT r.report_id, coalesce(r.name, r.code, r.report_id) AS report, r.kind, r.menu_path, r.owner_user_id
FROM report AS r
WHERE r.views = 0 AND r.active AND NOT r.deleted
