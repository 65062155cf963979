/*
severity = "low"
subject  = "user_account"
effort   = "minutes"
tags     = ["security"]
confidence = "certain"
checks   = ["PE03"]

[en]
title   = "Deleted account still holds roles"
message = "The account {name} is marked deleted but still holds {grants} role(s): {roles}."
fix     = "Take the roles away from the deleted account, so that undeleting it does not bring the rights back unseen."
[zh]
title   = "已删除的账号仍挂着角色"
message = "账号{name}已标记删除，名下仍有 {grants} 个角色：{roles}。"
fix     = "收回该账号的全部角色，避免日后恢复账号时权限跟着悄悄恢复。"
*/
WITH held AS (
    SELECT
        g.user_id,
        coalesce(r.name, r.code, g.role_id) AS role,
        row_number() OVER (PARTITION BY g.user_id ORDER BY coalesce(r.name, r.code, g.role_id), g.role_id) AS n
    FROM (SELECT DISTINCT user_id, role_id FROM role_grant) AS g
    LEFT JOIN role AS r ON r.role_id = g.role_id
)
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    count(*) AS grants,
    string_agg(CASE WHEN h.n <= 5 THEN h.role END, ', ' ORDER BY h.n) AS roles
FROM user_account AS u
JOIN held AS h ON h.user_id = u.user_id
WHERE u.deleted AND u.kind IN ('person', 'external', 'service')
GROUP BY u.user_id, coalesce(u.name, u.login, u.user_id)
