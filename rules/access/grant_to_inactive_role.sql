/*
severity = "medium"
subject  = "role"
reach    = "users"
effort   = "minutes"
tags     = ["go-live", "security"]
confidence = "certain"
checks   = ["PE04"]
verify   = '''
SELECT count(*)
FROM role_grant AS g
JOIN user_account AS u ON u.user_id = g.user_id
WHERE g.role_id = '{role_id}' AND u.active AND NOT u.deleted
  AND EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}' AND (NOT r.active OR r.deleted))
'''

[en]
title   = "Role that is switched off or deleted is still held"
message = "Role {role} is switched off or deleted, yet {holders:live account still holds|live accounts still hold} it: {names}."
fix     = "Either switch the role on again, or give its holders a live role and take this one away."
[zh]
title   = "已停用或已删除的角色仍有人持有"
message = "角色 {role} 已停用或删除，但仍有 {holders} 个在用账号挂着它：{names}。"
fix     = "要么重新启用该角色；要么给持有人改派有效角色，再把它收回。"
*/
-- The few roles that are off first: looking at every grant for repeats costs more than all the rest.
WITH held AS (
    SELECT DISTINCT g.user_id, g.role_id
    FROM role_grant AS g
    JOIN role AS r ON r.role_id = g.role_id
    WHERE (NOT r.active OR r.deleted) AND r.kind <> 'template'
),
holder AS (
    SELECT
        h.role_id,
        coalesce(u.name, u.login, u.user_id) AS name,
        row_number() OVER (PARTITION BY h.role_id ORDER BY coalesce(u.name, u.login, u.user_id), u.user_id) AS n
    FROM held AS h
    JOIN user_account AS u ON u.user_id = h.user_id
    WHERE u.active AND NOT u.deleted
)
SELECT
    r.role_id,
    coalesce(r.name, r.code, r.role_id) AS role,
    count(*) AS holders,
    count(*) AS reach,
    string_agg(CASE WHEN h.n <= 5 THEN h.name END, ', ' ORDER BY h.n) AS names
FROM role AS r
JOIN holder AS h ON h.role_id = r.role_id
GROUP BY r.role_id, coalesce(r.name, r.code, r.role_id)
