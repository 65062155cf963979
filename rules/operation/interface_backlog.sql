/*
severity = "medium"
subject  = "interface"
reach    = "messages"
effort   = "hours"
tags     = ["go-live", "interfaces"]
confidence = "likely"
checks   = ["IN01"]
params   = { messages = 500 }

[en]
title   = "Messages pile up in front of an interface"
message = "{waiting:message|messages} of {interface} waiting to be sent."
fix     = "See whether its job runs and the other side answers. If it is only slow, send in larger lots. Compare both systems before you let the pile go."
[zh]
title   = "接口消息积压"
message = "接口 {interface} 有 {waiting} 条消息待发送。"
fix     = "先看发送任务是否在跑、对方是否有响应；只是慢的话改为批量发送。放行积压前先两边对账。"
*/
SELECT i.interface_id, coalesce(i.name, i.interface_id) AS interface, i.waiting, i.waiting AS reach, i.failed, i.url
FROM interface AS i
WHERE i.active AND i.waiting >= {{messages}}
