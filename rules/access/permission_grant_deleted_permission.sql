/*
severity = "low"
subject  = "permission"
where    = "role"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE01"]
verify   = '''
SELECT count(*)
FROM permission_grant AS g
JOIN role AS r ON r.role_id = g.role_id
WHERE g.permission_id = '{permission_id}' AND r.active AND NOT r.deleted
  AND EXISTS (SELECT 1 FROM permission AS p WHERE p.permission_id = '{permission_id}' AND p.deleted)
'''

[en]
title   = "Deleted permission is still granted"
message = "Permission {permission} is marked deleted, but {grants:role still carries|roles still carry} it: {roles}."
fix     = "Take it out of the roles, or restore it if it was deleted by mistake."
[zh]
title   = "已删除的权限仍在角色里"
message = "权限 {permission} 已标记删除，仍有 {grants} 个角色勾着它：{roles}。"
fix     = "从这些角色里取消勾选；若是误删，请恢复该权限。"
*/
WITH carried AS (
    SELECT DISTINCT g.permission_id, g.role_id
    FROM permission_grant AS g
    JOIN permission AS p ON p.permission_id = g.permission_id
    WHERE p.deleted
),
named AS (
    SELECT
        c.permission_id,
        coalesce(r.name, r.code, r.role_id) AS role,
        row_number() OVER (
            PARTITION BY c.permission_id ORDER BY coalesce(r.name, r.code, r.role_id), r.role_id
        ) AS n
    FROM carried AS c
    JOIN role AS r ON r.role_id = c.role_id
    WHERE r.active AND NOT r.deleted
)
SELECT
    p.permission_id,
    coalesce(p.name, p.code, p.permission_id) AS permission,
    count(*) AS grants,
    string_agg(CASE WHEN c.n <= 5 THEN c.role END, ', ' ORDER BY c.n) AS roles
FROM permission AS p
JOIN named AS c ON c.permission_id = p.permission_id
GROUP BY p.permission_id, coalesce(p.name, p.code, p.permission_id)
