/*
severity = "high"
subject  = "permission_grant"
cause    = "role"
effort   = "minutes"
tags     = ["go-live", "security", "tenant"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM permission_grant AS g
JOIN role AS r ON r.role_id = g.role_id
WHERE g.role_id = '{role_id}' AND g.permission_id = '{permission_id}' AND g.company_id <> r.company_id
  AND NOT r.deleted
'''

[en]
title   = "Permission row of one tenant on the role of another"
message = "Permission {permission} is granted to role {role} of {owner}, but the row is marked as {other}'s."
fix     = "Find out who wrote the row. Mark it as the role's own tenant, or delete it and tick the permission again in that tenant."
[zh]
title   = "角色权限行与角色不在同一租户"
message = "权限 {permission} 授给了{owner}的角色 {role}，但这条授权记在{other}名下。"
fix     = "先查是谁写入的；应改为角色所在租户，或删除后在该租户里重新勾选。"
*/
SELECT
    g.role_id,
    g.permission_id,
    coalesce(min(r.name), min(r.code), g.role_id) AS role,
    coalesce(min(p.name), min(p.code), g.permission_id) AS permission,
    min(coalesce(h.name, h.code, r.company_id)) AS owner,
    min(coalesce(f.name, f.code, g.company_id)) AS other
FROM permission_grant AS g
JOIN role AS r ON r.role_id = g.role_id
LEFT JOIN permission AS p ON p.permission_id = g.permission_id
LEFT JOIN company AS h ON h.company_id = r.company_id
LEFT JOIN company AS f ON f.company_id = g.company_id
WHERE g.company_id <> r.company_id AND NOT r.deleted
GROUP BY g.role_id, g.permission_id
