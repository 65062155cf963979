/*
severity = "low"
subject  = "permission_grant"
cause    = "role"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE02"]
verify   = '''
SELECT count(*)
FROM permission_grant AS g
WHERE g.role_id = '{role_id}' AND g.permission_id = '{permission_id}'
  AND NOT EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}')
'''

[en]
title   = "Permission granted to a role that does not exist"
message = "Permission {permission} is granted to role {role_id}, which does not exist."
fix     = "Export the rows of role {role_id}, then delete them."
[zh]
title   = "权限授给了不存在的角色"
message = "权限 {permission} 授给了角色 {role_id}，但该角色已不存在。"
fix     = "把角色 {role_id} 名下的授权行导出后删除。"
*/
WITH orphan AS (
    SELECT DISTINCT g.role_id, g.permission_id
    FROM permission_grant AS g
    LEFT JOIN role AS r ON r.role_id = g.role_id
    WHERE r.role_id IS NULL
)
SELECT o.role_id, o.permission_id, coalesce(p.name, p.code, o.permission_id) AS permission
FROM orphan AS o
LEFT JOIN permission AS p ON p.permission_id = o.permission_id
