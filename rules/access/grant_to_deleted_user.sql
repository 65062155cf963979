/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["security"]
confidence = "certain"
checks   = ["PE03"]
verify   = '''
SELECT count(*)
FROM role_grant AS g
WHERE g.user_id = '{user_id}'
  AND EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = '{user_id}' AND u.deleted)
'''

[en]
title   = "Deleted account still holds roles"
message = "The account {name} is marked deleted but still holds {grants:role|roles}: {roles}."
fix     = "Take the roles away from the deleted account, so that undeleting it does not bring the rights back unseen."
[zh]
title   = "已删除的账号仍挂着角色"
message = "账号{name}已标记删除，名下仍有 {grants} 个角色：{roles}。"
fix     = "收回该账号的全部角色，避免日后恢复账号时权限跟着悄悄恢复。"
*/
-- The few deleted accounts first: looking at every grant for repeats costs more than all the rest.
WITH held AS (
    SELECT DISTINCT g.user_id, g.role_id
    FROM role_grant AS g
    JOIN user_account AS u ON u.user_id = g.user_id
    WHERE u.deleted AND u.kind IN ('person', 'external', 'service')
),
named AS (
    SELECT
        h.user_id,
        coalesce(r.name, r.code, h.role_id) AS role,
        row_number() OVER (PARTITION BY h.user_id ORDER BY coalesce(r.name, r.code, h.role_id), h.role_id) AS n
    FROM held AS h
    LEFT JOIN role AS r ON r.role_id = h.role_id
)
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    count(*) AS grants,
    string_agg(CASE WHEN h.n <= 5 THEN h.role END, ', ' ORDER BY h.n) AS roles
FROM user_account AS u
JOIN named AS h ON h.user_id = u.user_id
GROUP BY u.user_id, coalesce(u.name, u.login, u.user_id)
