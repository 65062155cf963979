/*
severity = "high"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "likely"
checks   = ["AS04"]
params   = { idle_days = 90 }
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
  AND date_diff('day', coalesce(u.last_login_at, u.created_at), scan_time()) > {{idle_days}}
  AND (
    u.superuser OR EXISTS (
      SELECT 1
      FROM role_grant AS g
      JOIN role_closure AS c ON c.role_id = g.role_id
      JOIN role AS r ON r.role_id = c.ancestor_id
      WHERE g.user_id = '{user_id}' AND r.superuser
    )
  )
'''

[en]
title   = "Administrator account nobody uses"
message = "{name} passes every permission check, but has not signed in for {days:day|days}."
fix     = "Disable the account or take the role away. If it must stay, record a waiver with an owner and an end date."
[zh]
title   = "超级管理员账号长期无人使用"
message = "{name}拥有全部权限，但已 {days} 天没有登录。"
fix     = "停用该账号或收回角色；确需保留的，请登记豁免，写明责任人和到期日。"
*/
-- The yardstick is the newest sign-in in the data: an export may be older than today, and without any nothing is known.
WITH newest AS (
    SELECT CASE WHEN max(last_login_at) > scan_time() THEN scan_time() ELSE max(last_login_at) END AS at
    FROM user_account
)
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    s.roles,
    CAST(u.last_login_at AS DATE) AS last_seen,
    date_diff('day', coalesce(u.last_login_at, u.created_at), n.at) AS days
FROM user_account AS u
JOIN superuser AS s ON s.user_id = u.user_id
CROSS JOIN newest AS n
WHERE u.active AND NOT u.deleted AND u.kind IN ('person', 'external')
  AND date_diff('day', coalesce(u.last_login_at, u.created_at), n.at) > {{idle_days}}
