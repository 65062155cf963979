/*
severity = "medium"
subject  = "role"
reach    = "users"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["PE10"]
verify   = '''
SELECT count(*)
FROM role AS r
WHERE r.role_id = '{role_id}' AND r.data_scope = 'custom' AND r.active AND NOT r.deleted
  AND NOT EXISTS (
    SELECT 1
    FROM role_scope AS s
    JOIN org_unit AS o ON o.org_unit_id = s.org_unit_id
    WHERE s.role_id = '{role_id}' AND NOT o.deleted
  )
'''

[en]
title   = "Custom data scope without a single unit"
message = "Role {role} is limited to chosen units, but no existing unit is chosen; {holders:live account holds|live accounts hold} it."
fix     = "Choose the units its holders may see, or pick another data scope."
[zh]
title   = "自定义数据范围没选部门"
message = "角色 {role} 的数据范围是“自定义”，却一个有效部门都没选，{holders} 个在用账号受影响。"
fix     = "补选可见部门，或改用其他数据范围。"
*/
WITH chosen AS (
    SELECT DISTINCT s.role_id
    FROM role_scope AS s
    JOIN org_unit AS o ON o.org_unit_id = s.org_unit_id
    WHERE NOT o.deleted
),
unscoped AS (
    SELECT r.role_id, coalesce(r.name, r.code, r.role_id) AS role
    FROM role AS r
    LEFT JOIN chosen AS c ON c.role_id = r.role_id
    WHERE r.data_scope = 'custom' AND c.role_id IS NULL AND r.kind <> 'template'
      AND r.active AND NOT r.deleted AND NOT r.superuser
),
holder AS (
    SELECT g.role_id, count(DISTINCT g.user_id) AS holders
    FROM role_grant AS g
    JOIN unscoped AS n ON n.role_id = g.role_id
    JOIN user_account AS u ON u.user_id = g.user_id
    WHERE u.active AND NOT u.deleted
    GROUP BY g.role_id
)
SELECT n.role_id, n.role, coalesce(h.holders, 0) AS holders, coalesce(h.holders, 0) AS reach
FROM unscoped AS n
LEFT JOIN holder AS h ON h.role_id = n.role_id
