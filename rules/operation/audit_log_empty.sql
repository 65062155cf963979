/*
severity = "medium"
subject  = "audit_log"
effort   = "hours"
tags     = ["go-live", "audit"]
industries = []
confidence = "likely"
checks   = ["AS07"]

[en]
title   = "Log is switched on and empty"
message = "{log} is switched on and has not recorded anything (it should cover {covers})."
fix     = "Change something that it should record and look again. Usually the switch is set while the code, the job or the trigger that writes is missing."
[zh]
title   = "审计日志已开启但没有记录"
message = "{log} 已开启，却一条记录都没有（应覆盖：{covers}）。"
fix     = "改一条应被记录的数据再看；多半是开关打开了，真正写日志的代码、任务或触发器没有配上。"
*/
SELECT a.audit_log_id, coalesce(a.name, a.audit_log_id) AS log, coalesce(a.covers, '-') AS covers
FROM audit_log AS a
WHERE a.active AND a.rows = 0
