/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["security"]
confidence = "likely"
checks   = ["AS04"]
params   = { idle_days = 180 }
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
  AND date_diff('day', u.last_login_at, scan_time()) > {{idle_days}}
'''

[en]
title   = "Account nobody has used for a long time"
message = "The account {name} last signed in on {last_seen}, {days:day|days} before the newest sign-in on record."
fix     = "Ask the department. Disable the account if nobody needs it; record a waiver with an end date if somebody does."
[zh]
title   = "账号长期无人使用"
message = "账号{name}最近一次登录是 {last_seen}，距系统最新登录记录已 {days} 天。"
fix     = "与所在部门确认：没人用就停用；确需保留的，登记豁免并写明到期日。"
*/
-- The yardstick is the newest sign-in in the data: an export may be older than today.
WITH newest AS (
    SELECT CASE WHEN max(last_login_at) > scan_time() THEN scan_time() ELSE max(last_login_at) END AS at
    FROM user_account
)
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    CAST(u.last_login_at AS DATE) AS last_seen,
    date_diff('day', u.last_login_at, n.at) AS days
FROM user_account AS u
CROSS JOIN newest AS n
LEFT JOIN superuser AS s ON s.user_id = u.user_id
WHERE u.active AND NOT u.deleted AND u.kind IN ('person', 'external') AND s.user_id IS NULL
  AND date_diff('day', u.last_login_at, n.at) > {{idle_days}}
