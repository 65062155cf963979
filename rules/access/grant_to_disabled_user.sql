/*
severity = "info"
subject  = "user_account"
effort   = "minutes"
tags     = ["tidy", "leaver"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM role_grant AS g
JOIN role AS r ON r.role_id = g.role_id
WHERE g.user_id = '{user_id}' AND r.active AND NOT r.deleted AND (r.kind = 'role' OR r.superuser)
  AND EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = '{user_id}' AND NOT u.active AND NOT u.deleted)
'''

[en]
title   = "Disabled account that keeps its roles"
message = "The account {name} is disabled and still holds {grants:role|roles}: {roles}. Whoever enables it gives them all back."
fix     = "Take the roles away once it is certain that the person does not return. Roles that give every right go at once."
[zh]
title   = "已停用的账号仍挂着角色"
message = "账号{name}已停用，仍有 {grants} 个角色：{roles}。谁把它重新启用，这些权限就全部恢复。"
fix     = "确定不再回来的，收回角色；其中的管理员角色应立即收回。"
*/
WITH held AS (
    SELECT DISTINCT g.user_id, g.role_id
    FROM role_grant AS g
    JOIN user_account AS u ON u.user_id = g.user_id
    WHERE NOT u.active AND NOT u.deleted AND u.kind IN ('person', 'external', 'service')
),
named AS (
    SELECT
        h.user_id,
        coalesce(r.name, r.code, r.role_id) AS role,
        row_number() OVER (PARTITION BY h.user_id ORDER BY coalesce(r.name, r.code, r.role_id), r.role_id) AS n
    FROM held AS h
    JOIN role AS r ON r.role_id = h.role_id
    -- What everybody of the product has by itself is no privilege.
    WHERE r.active AND NOT r.deleted AND (r.kind = 'role' OR r.superuser)
)
SELECT
    u.user_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    count(*) AS grants,
    string_agg(CASE WHEN n.n <= 5 THEN n.role END, ', ' ORDER BY n.n) AS roles
FROM user_account AS u
JOIN named AS n ON n.user_id = u.user_id
GROUP BY u.user_id, coalesce(u.name, u.login, u.user_id)
