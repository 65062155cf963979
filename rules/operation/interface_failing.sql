/*
severity = "high"
subject  = "interface"
reach    = "messages"
effort   = "hours"
tags     = ["go-live", "interfaces"]
confidence = "certain"
checks   = ["IN01"]

[en]
title   = "Messages of an interface failed"
message = "{failed:message|messages} of {interface} failed without being sent again."
fix     = "Read the error of the newest one, repair its cause, send them again, and compare both systems for what is missing. Then let a job tell somebody."
[zh]
title   = "接口有失败消息未处理"
message = "接口 {interface} 有 {failed} 条消息失败，至今没有重推。"
fix     = "先看最新一条的报错，处理后重推，再两边对账看有没有漏单，最后加上失败报警。"
*/
SELECT i.interface_id, coalesce(i.name, i.interface_id) AS interface, i.failed, i.failed AS reach, i.waiting, i.url
FROM interface AS i
WHERE i.active AND i.failed > 0
