/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["security"]
confidence = "likely"
checks   = ["AS04"]
params   = { grace_days = 60 }
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted AND u.last_login_at IS NULL
'''

[en]
title   = "Account that was never used"
message = "The account {name} was created on {created} and has never signed in."
fix     = "Ask whether the person still needs it. Disable it otherwise: it may still have the initial password."
[zh]
title   = "账号开通后从未登录"
message = "账号{name}于 {created} 开通，至今没有登录过。"
fix     = "确认是否还需要；不需要就停用，这类账号多半还是初始密码。"
*/
WITH seen AS (
    SELECT
        coalesce(company_id, '') AS company,
        CASE WHEN max(last_login_at) > scan_time() THEN scan_time() ELSE max(last_login_at) END AS at,
        count(*) AS people,
        count(last_login_at) AS used
    FROM user_account
    WHERE active AND NOT deleted AND kind = 'person'
    GROUP BY coalesce(company_id, '')
)
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    CAST(u.created_at AS DATE) AS created
FROM user_account AS u
JOIN seen AS s ON s.company = coalesce(u.company_id, '')
LEFT JOIN superuser AS a ON a.user_id = u.user_id
WHERE u.last_login_at IS NULL AND u.active AND NOT u.deleted AND u.kind = 'person' AND a.user_id IS NULL
  -- Before most people have signed in, the system is not live yet and nothing can be said.
  AND 2 * s.used >= s.people
  AND date_diff('day', u.created_at, s.at) > {{grace_days}}
