/*
severity = "medium"
subject  = "role"
reach    = "users"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["PE06"]
verify   = '''
SELECT count(*)
FROM role_grant AS g
JOIN user_account AS u ON u.user_id = g.user_id
WHERE g.role_id = '{role_id}' AND u.active AND NOT u.deleted
  AND EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}' AND r.active AND NOT r.deleted)
  AND NOT EXISTS (SELECT 1 FROM role_permission AS p WHERE p.role_id = '{role_id}')
'''

[en]
title   = "Role in use that permits nothing"
message = "Role {role} is held by {holders:live account|live accounts} and carries no permission that is in force."
fix     = "Tick what the role is for, or take it away from its holders. If program code asks for the role by name, record a waiver."
[zh]
title   = "角色有人持有，却没有任何权限"
message = "角色 {role} 有 {holders} 个在用账号持有，但没有任何有效权限。"
fix     = "补勾权限，或从持有人处收回；若程序代码按角色名判断，登记豁免即可。"
*/
WITH able AS (
    SELECT DISTINCT role_id FROM role_permission
),
bare AS (
    SELECT r.role_id, coalesce(r.name, r.code, r.role_id) AS role
    FROM role AS r
    LEFT JOIN able AS a ON a.role_id = r.role_id
    WHERE a.role_id IS NULL AND r.active AND NOT r.deleted AND NOT r.superuser AND r.kind = 'role'
      AND EXISTS (SELECT 1 FROM permission_grant)
)
SELECT
    b.role_id,
    b.role,
    count(DISTINCT g.user_id) AS holders,
    count(DISTINCT g.user_id) AS reach
FROM bare AS b
JOIN role_grant AS g ON g.role_id = b.role_id
JOIN user_account AS u ON u.user_id = g.user_id
WHERE u.active AND NOT u.deleted
GROUP BY b.role_id, b.role
