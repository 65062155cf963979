/*
severity = "high"
subject  = "role"
discriminator = ["conflict"]
reach    = "users"
effort   = "hours"
tags     = ["go-live", "security", "sod"]
confidence = "likely"
checks   = ["PE12"]
verify   = '''
SELECT count(*)
FROM role AS r
WHERE r.role_id = '{role_id}' AND r.active AND NOT r.deleted
  AND EXISTS (
    SELECT 1 FROM role_permission AS p WHERE p.role_id = '{role_id}' AND p.permission_id IN ('{one_permission_ids}')
  )
  AND EXISTS (
    SELECT 1 FROM role_permission AS p WHERE p.role_id = '{role_id}' AND p.permission_id IN ('{other_permission_ids}')
  )
'''

[en]
title   = "Role that carries duties one person must not hold together"
message = "Role {role} carries both sides of conflict {conflict}: {one_path}; and {other_path}. {holders:live account holds|live accounts hold} it."
fix     = "Split the role. Where the company is too small to split it, record a waiver with the check that takes its place, such as a monthly review."
[zh]
title   = "角色自带不相容职责"
message = "角色 {role} 同时带有不相容职责 {conflict} 的两头：{one_path}；{other_path}。{holders} 个在用账号持有。"
fix     = "拆分该角色。人手不够确实拆不开的，登记豁免，并写明替代控制，例如每月由他人抽查。"
*/
WITH holder AS (
    SELECT e.role_id, count(*) AS holders
    FROM live_holder AS e
    JOIN (SELECT DISTINCT role_id FROM role_conflict) AS c ON c.role_id = e.role_id
    WHERE e.person
    GROUP BY e.role_id
),
-- A role that inherits the conflict is cured where it comes from.
inherited AS (
    SELECT DISTINCT a.role_id, b.conflict
    FROM role_conflict AS b
    JOIN role_closure AS a ON a.ancestor_id = b.role_id AND a.role_id <> b.role_id
    LEFT JOIN role_closure AS back ON back.role_id = b.role_id AND back.ancestor_id = a.role_id
    WHERE back.role_id IS NULL
)
SELECT
    c.role_id,
    c.conflict,
    coalesce(r.name, r.code, r.role_id) AS role,
    c.one,
    c.one_path,
    c.other,
    c.other_path,
    k.permission_ids AS one_permission_ids,
    l.permission_ids AS other_permission_ids,
    coalesce(h.holders, 0) AS holders,
    coalesce(h.holders, 0) AS reach
FROM role_conflict AS c
JOIN duty_conflict AS m ON m.conflict = c.conflict
JOIN duty_key AS k ON k.duty = m.one_duty
JOIN duty_key AS l ON l.duty = m.other_duty
JOIN role AS r ON r.role_id = c.role_id
LEFT JOIN holder AS h ON h.role_id = c.role_id
LEFT JOIN inherited AS i ON i.role_id = c.role_id AND i.conflict = c.conflict
WHERE i.role_id IS NULL AND r.kind IN ('role', 'system') AND NOT r.superuser
  AND h.holders > 0
