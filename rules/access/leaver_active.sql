/*
severity = "high"
subject  = "user_account"
effort   = "minutes"
tags     = ["go-live", "security", "leaver"]
confidence = "certain"
checks   = ["PE14"]
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
  AND NOT EXISTS (
    SELECT 1
    FROM employee AS e
    WHERE e.user_id = '{user_id}' AND e.active AND NOT e.deleted
      AND (e.left_on IS NULL OR e.left_on >= CAST(scan_time() AS DATE))
  )
'''

[en]
title   = "Person has left, account still works"
message = "{employee} is no longer employed, but the account {login} can still sign in."
fix     = "Disable the account today, hand over its open tasks, and look at what it did since the person left."
[zh]
title   = "人已离职，账号仍可登录"
message = "员工{employee}已离职，账号 {login} 仍可登录。"
fix     = "当天停用账号，转办其名下待办，并查一遍离职之后该账号做过什么。"
*/
WITH person AS (
    SELECT
        e.user_id,
        coalesce(e.name, e.code, e.employee_id) AS name,
        NOT e.active OR e.deleted OR coalesce(e.left_on < CAST(scan_time() AS DATE), FALSE) AS gone,
        e.left_on
    FROM employee AS e
    WHERE e.user_id IS NOT NULL
)
SELECT
    u.user_id,
    min(p.name) AS employee,
    coalesce(min(u.login), min(u.name), u.user_id) AS login,
    max(p.left_on) AS left_on
FROM user_account AS u
JOIN person AS p ON p.user_id = u.user_id
WHERE u.active AND NOT u.deleted AND u.kind = 'person'
GROUP BY u.user_id
-- Somebody employed by two companies has left only when no employment is left.
HAVING bool_and(p.gone)
