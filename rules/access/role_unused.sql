/*
severity = "info"
subject  = "role"
effort   = "minutes"
tags     = ["tidy"]
confidence = "certain"
checks   = ["PE06"]
verify   = '''
SELECT count(*)
FROM role AS r
WHERE r.role_id = '{role_id}' AND r.active AND NOT r.deleted
  AND NOT EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN user_account AS u ON u.user_id = g.user_id
    JOIN role_closure AS c ON c.role_id = g.role_id
    WHERE c.ancestor_id = '{role_id}' AND NOT u.deleted
  )
'''

[en]
title   = "Role nobody holds"
message = "Role {role} is held by no account, neither directly nor through another role."
fix     = "Switch it off, unless an approval step names it; note in the description what it is kept for."
[zh]
title   = "角色没有人用"
message = "角色 {role} 没有任何账号持有，也没有被其他角色继承使用。"
fix     = "确认没有审批步骤引用后停用；确需保留的，在说明里写清用途。"
*/
WITH held AS (
    SELECT DISTINCT c.ancestor_id AS role_id
    FROM role_grant AS g
    JOIN user_account AS u ON u.user_id = g.user_id
    JOIN role_closure AS c ON c.role_id = g.role_id
    WHERE NOT u.deleted
)
SELECT r.role_id, coalesce(r.name, r.code, r.role_id) AS role
FROM role AS r
LEFT JOIN held AS h ON h.role_id = r.role_id
WHERE h.role_id IS NULL AND r.active AND NOT r.deleted AND r.kind = 'role' AND NOT r.superuser
  AND EXISTS (SELECT 1 FROM role_grant)
