/*
severity = "medium"
subject  = "permission_grant"
cause    = "role"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["PE01"]
verify   = '''
SELECT count(*)
FROM permission_grant AS g
WHERE g.role_id = '{role_id}' AND g.permission_id = '{permission_id}'
  AND NOT EXISTS (SELECT 1 FROM permission AS p WHERE p.permission_id = '{permission_id}')
'''

[en]
title   = "Role carries a permission that does not exist"
message = "Role {role} carries permission {permission_id}, which does not exist."
fix     = "Export and delete the dead rows, then open the role once and tick what it needs from today's menu."
[zh]
title   = "角色挂着不存在的权限"
message = "角色 {role} 挂着权限 {permission_id}，但该权限（菜单/按钮）已不存在。"
fix     = "导出后删除失效行，再打开该角色，对照现有菜单重新勾选一遍。"
*/
-- optional: role, permission_grant.role_id
WITH orphan AS (
    SELECT DISTINCT g.role_id, g.permission_id
    FROM permission_grant AS g
    LEFT JOIN permission AS p ON p.permission_id = g.permission_id
    WHERE p.permission_id IS NULL
)
SELECT o.role_id, o.permission_id, coalesce(r.name, r.code, o.role_id) AS role
FROM orphan AS o
LEFT JOIN role AS r ON r.role_id = o.role_id
-- A row that has lost both ends is told once, of the role.
WHERE r.role_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM role)
