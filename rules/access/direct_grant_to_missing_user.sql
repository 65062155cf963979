/*
severity = "medium"
subject  = "direct_grant"
cause    = "user_account"
effort   = "minutes"
tags     = ["security", "orphan"]
confidence = "certain"
checks   = ["PE03"]
verify   = '''
SELECT count(*)
FROM direct_grant AS g
WHERE g.user_id = '{user_id}' AND g.permission_id = '{permission_id}'
  AND NOT EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = '{user_id}')
'''

[en]
title   = "Permission given directly to an account that does not exist"
message = "Permission {permission} is given directly to account {user_id}, which does not exist."
fix     = "Export the row, then delete it."
[zh]
title   = "权限直接授给了不存在的账号"
message = "权限 {permission} 直接授给了账号 {user_id}，但该账号已不存在。"
fix     = "先导出，再删除这条授权。"
*/
SELECT g.user_id, g.permission_id, coalesce(p.name, p.code, g.permission_id) AS permission
FROM direct_grant AS g
LEFT JOIN user_account AS u ON u.user_id = g.user_id
LEFT JOIN permission AS p ON p.permission_id = g.permission_id
WHERE u.user_id IS NULL
GROUP BY g.user_id, g.permission_id, coalesce(p.name, p.code, g.permission_id)
