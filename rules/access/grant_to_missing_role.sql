/*
severity = "medium"
subject  = "role_grant"
cause    = "role"
effort   = "minutes"
tags     = ["go-live", "security", "orphan"]
confidence = "certain"
checks   = ["PE04"]
verify   = '''
SELECT count(*)
FROM role_grant AS g
WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}'
  AND NOT EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}')
'''

[en]
title   = "Account holds a role that does not exist"
message = "The account {name} holds role {role_id}, which does not exist."
fix     = "Ask what the person was meant to have, grant a role that exists, and delete the dead row."
[zh]
title   = "账号挂着不存在的角色"
message = "账号“{name}”的角色 {role_id} 已不存在。"
fix     = "先确认该用户本该有什么权限，改派有效角色，再删除这条失效授权。"
*/
-- optional: user_account, role_grant.user_id
WITH orphan AS (
    SELECT g.user_id, g.role_id
    FROM role_grant AS g
    LEFT JOIN role AS r ON r.role_id = g.role_id
    WHERE r.role_id IS NULL
)
SELECT o.user_id, o.role_id, coalesce(u.name, u.login, o.user_id) AS name
FROM orphan AS o
LEFT JOIN user_account AS u ON u.user_id = o.user_id
-- A row that has lost both ends is told once, of the account.
WHERE u.user_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM user_account)
