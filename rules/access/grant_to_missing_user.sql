/*
severity = "medium"
subject  = "role_grant"
cause    = "user_account"
effort   = "minutes"
tags     = ["go-live", "security", "orphan"]
confidence = "certain"
checks   = ["PE03"]
verify   = '''
SELECT count(*)
FROM role_grant AS g
WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}'
  AND NOT EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = '{user_id}')
'''

[en]
title   = "Role granted to an account that does not exist"
message = "Role {role} is granted to account {user_id}, which does not exist."
fix     = "Export the row, then delete the grant. If the account was removed by hand in the database, clear its other rows too."
[zh]
title   = "角色授予了不存在的账号"
message = "角色 {role} 授给了账号 {user_id}，但该账号已不存在。"
fix     = "先导出再删除这条授权；如果账号是直接在库里删掉的，请把它在其他表里的残留数据一并清理。"
*/
WITH orphan AS (
    SELECT g.user_id, g.role_id
    FROM role_grant AS g
    LEFT JOIN user_account AS u ON u.user_id = g.user_id
    WHERE u.user_id IS NULL
)
SELECT o.user_id, o.role_id, coalesce(r.name, r.code, o.role_id) AS role
FROM orphan AS o
LEFT JOIN role AS r ON r.role_id = o.role_id
