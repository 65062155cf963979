/*
severity = "info"
subject  = "permission_grant"
cause    = "role"
effort   = "minutes"
tags     = ["tidy"]
confidence = "certain"
checks   = ["PE07"]
verify   = '''
SELECT CASE WHEN count(*) > 1 THEN count(*) - 1 ELSE 0 END
FROM permission_grant AS g
WHERE g.role_id = '{role_id}' AND g.permission_id = '{permission_id}'
'''

[en]
title   = "Same permission granted to a role more than once"
message = "Permission {permission} is granted to role {role} {times} times."
fix     = "Keep one row: taking the permission away may leave a copy behind. Where the table does not mark rows as deleted, put a unique key on role and permission."
[zh]
title   = "同一权限重复授给同一角色"
message = "权限 {permission} 在角色 {role} 上有 {times} 条授权。"
fix     = "只留一条，否则取消授权时可能漏删。表里没有逻辑删除标志的，再对“角色+权限”加唯一索引。"
*/
WITH repeated AS (
    SELECT role_id, permission_id, count(*) AS times
    FROM permission_grant
    GROUP BY role_id, permission_id
    HAVING count(*) > 1
)
SELECT
    g.role_id,
    g.permission_id,
    coalesce(min(r.name), min(r.code), g.role_id) AS role,
    coalesce(min(p.name), min(p.code), g.permission_id) AS permission,
    min(g.times) AS times
FROM repeated AS g
LEFT JOIN role AS r ON r.role_id = g.role_id
LEFT JOIN permission AS p ON p.permission_id = g.permission_id
GROUP BY g.role_id, g.permission_id
