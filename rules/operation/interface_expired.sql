/*
severity = "high"
subject  = "interface"
effort   = "hours"
tags     = ["go-live", "interfaces"]
confidence = "likely"
checks   = ["IN05"]
params   = { days = 14 }

[en]
title   = "Token or certificate of an interface ends"
message = "The token or certificate of {interface} ends on {ends}. From then on nothing gets through."
fix     = "Renew it now, and put the next date into a calendar that a team reads."
[zh]
title   = "接口令牌或证书到期"
message = "接口 {interface} 的令牌或证书于 {ends} 到期，之后接口就不通了。"
fix     = "尽快续期，并把下次到期日记到团队日历里。"
*/
SELECT
    i.interface_id,
    coalesce(i.name, i.interface_id) AS interface,
    strftime(i.expires_at, '%Y-%m-%d') AS ends,
    i.url
FROM interface AS i
WHERE i.active AND i.expires_at IS NOT NULL AND i.expires_at < scan_time() + to_days({{days}})
