/*
severity = "high"
subject  = "interface"
reach    = "messages"
effort   = "hours"
tags     = ["go-live", "interfaces"]
confidence = "certain"
checks   = ["IN01"]
params   = { days = 365 }

[en]
title   = "Messages of an interface failed"
message = "{failed:message|messages} of {interface} failed without being sent again."
fix     = "Read the error of the newest one, repair its cause, send them again, and compare both systems for what is missing. Then let a job tell somebody."
[zh]
title   = "接口有失败消息未处理"
message = "接口 {interface} 有 {failed} 条消息失败，至今没有重推。"
fix     = "先看最新一条的报错，处理后重推，再两边对账看有没有漏单，最后加上失败报警。"
*/
-- optional: interface.last_failed_at, login_event, login_event.at, user_account, user_account.last_login_at, audit_log,
-- optional: audit_log.newest_at
-- What failed long ago will not be sent again by anybody. How long is told by the data: a copy may be older than today.
WITH newest AS (
    SELECT max(s.at) AS at
    FROM (
        SELECT e.at FROM login_event AS e
        UNION ALL
        SELECT u.last_login_at FROM user_account AS u
        UNION ALL
        SELECT l.newest_at FROM audit_log AS l
        UNION ALL
        SELECT f.last_failed_at FROM interface AS f
    ) AS s
    WHERE s.at <= scan_time()
)
SELECT
    i.interface_id,
    coalesce(i.name, i.interface_id) AS interface,
    i.failed,
    i.failed AS reach,
    i.last_failed_at,
    i.waiting,
    i.url
FROM interface AS i
CROSS JOIN newest AS n
WHERE i.active AND i.failed > 0
  AND coalesce(date_diff('day', i.last_failed_at, n.at) <= {{days}}, TRUE)
