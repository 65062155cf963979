/*
severity = "medium"
subject  = "user_account"
discriminator = ["role_id"]
effort   = "hours"
tags     = ["go-live", "security", "least-privilege"]
checks   = ["IN04"]
confidence = "likely"
verify   = '''
SELECT count(*)
FROM role_grant AS g
WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}'
  AND EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted)
  AND EXISTS (
    SELECT 1
    FROM role_permission AS c
    JOIN permission AS p ON p.permission_id = c.permission_id
    WHERE c.role_id = '{role_id}' AND p.kind = 'menu' AND p.visible
  )
'''

[en]
title   = "Interface account that works with a person's role"
message = "The service account {name} holds role {role}, which {people:person holds|people hold} too, with {menus:menu entry|menu entries}: whoever knows its password works on screens under no name."
fix     = "Make a role with only what the interface calls, give it to the account in place of this one, and bar the account from signing in on screens."
[zh]
title   = "接口账号用了人员的角色"
message = "接口账号{name}持有角色 {role}（另有 {people} 人持有，含 {menus} 个菜单）：知道口令的人都能登录界面操作，查不到是谁做的。"
fix     = "单独建一个只含接口功能的角色换给它，并禁止该账号登录界面。"
*/
WITH service AS (
    SELECT DISTINCT e.user_id, e.role_id
    FROM live_holder AS e
    JOIN user_account AS u ON u.user_id = e.user_id
    WHERE e.direct AND u.kind = 'service'
),
people AS (
    SELECT e.role_id, count(*) AS people
    FROM live_holder AS e
    JOIN (SELECT DISTINCT role_id FROM service) AS s ON s.role_id = e.role_id
    WHERE e.person
    GROUP BY e.role_id
),
screen AS (
    SELECT c.role_id, count(*) AS menus
    FROM role_permission AS c
    JOIN people AS o ON o.role_id = c.role_id
    JOIN permission AS p ON p.permission_id = c.permission_id
    WHERE p.kind = 'menu' AND p.visible
    GROUP BY c.role_id
)
SELECT
    s.user_id,
    s.role_id,
    coalesce(u.name, u.login, u.user_id) AS name,
    coalesce(r.name, r.code, r.role_id) AS role,
    o.people,
    m.menus
FROM service AS s
JOIN people AS o ON o.role_id = s.role_id
JOIN screen AS m ON m.role_id = s.role_id
JOIN user_account AS u ON u.user_id = s.user_id
JOIN role AS r ON r.role_id = s.role_id
