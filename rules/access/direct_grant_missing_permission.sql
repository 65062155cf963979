/*
severity = "low"
subject  = "direct_grant"
cause    = "user_account"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE01"]
verify   = '''
SELECT count(*)
FROM direct_grant AS g
WHERE g.user_id = '{user_id}' AND g.permission_id = '{permission_id}'
  AND NOT EXISTS (SELECT 1 FROM permission AS p WHERE p.permission_id = '{permission_id}')
'''

[en]
title   = "Account holds a permission that does not exist"
message = "Permission {permission_id} is given directly to {name}, but does not exist."
fix     = "Export and delete the row; if the person still needs the function, grant the role that carries it."
[zh]
title   = "直接授权里的权限已不存在"
message = "账号{name}被直接授予权限 {permission_id}，但该权限已不存在。"
fix     = "导出后删除；确实还要用该功能的，改授带此权限的角色。"
*/
SELECT g.user_id, g.permission_id, coalesce(u.name, u.login, g.user_id) AS name
FROM direct_grant AS g
LEFT JOIN permission AS p ON p.permission_id = g.permission_id
LEFT JOIN user_account AS u ON u.user_id = g.user_id
WHERE p.permission_id IS NULL
GROUP BY g.user_id, g.permission_id, coalesce(u.name, u.login, g.user_id)
