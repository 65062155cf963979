/*
severity = "medium"
subject  = "audit_log"
effort   = "minutes"
tags     = ["go-live", "audit"]
confidence = "likely"
checks   = ["AS07"]

[en]
title   = "Log is switched off"
message = "{log} is switched off: changes of {covers} leave no trace. Its last entry: {newest}."
fix     = "Switch it on. If it was switched off because it slowed the system down, record fewer fields or move old entries to an archive."
[zh]
title   = "审计日志已关闭"
message = "{log} 处于关闭状态，{covers} 的变更不留痕迹；最后一条记录：{newest}。"
fix     = "打开它。若因影响性能而关闭，可减少记录字段或把旧记录归档。"
*/
SELECT
    a.audit_log_id,
    coalesce(a.name, a.audit_log_id) AS log,
    coalesce(a.covers, '-') AS covers,
    coalesce(strftime(a.newest_at, '%Y-%m-%d'), '-') AS newest
FROM audit_log AS a
WHERE NOT a.active
