/*
severity = "low"
subject  = "role"
cause    = "role"
discriminator = ["permission_id"]
reach    = "users"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["PE08"]
verify   = '''
SELECT count(*)
FROM permission_grant AS g
JOIN permission AS m ON m.permission_id = g.permission_id
WHERE g.role_id = '{role_id}' AND m.parent_id = '{permission_id}' AND m.kind IN ('directory', 'menu')
  AND m.visible AND m.active AND NOT m.deleted
  AND EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}' AND r.active AND NOT r.deleted)
  AND NOT EXISTS (
    SELECT 1 FROM role_permission AS h WHERE h.role_id = '{role_id}' AND h.permission_id = '{permission_id}'
  )
'''

[en]
title   = "Menu granted without the menu above it"
message = "Role {role} carries {children}, but not {parent} above it: the entry cannot be reached."
fix     = "Tick {parent} in role {role} as well, or take the entries below it away."
[zh]
title   = "授了下级菜单，没授上级菜单"
message = "角色 {role} 勾了 {children}，却没勾上级菜单 {parent}，用户点不到入口。"
fix     = "给角色 {role} 补勾 {parent}；用不到的话就把下级一并取消。"
*/
WITH granted AS (
    SELECT DISTINCT permission_id FROM permission_grant
),
-- Only where the parent is granted to some role at all: elsewhere it is open to everyone and needs no grant.
child AS (
    SELECT m.permission_id, m.parent_id, coalesce(m.name, m.code, m.permission_id) AS name
    FROM permission AS m
    JOIN permission AS p ON p.permission_id = m.parent_id
    JOIN granted AS g ON g.permission_id = m.parent_id
    WHERE m.kind IN ('directory', 'menu') AND m.visible AND m.active AND NOT m.deleted
      AND p.active AND NOT p.deleted
),
gap AS (
    SELECT g.role_id, c.parent_id, min(c.name) AS example, count(DISTINCT c.permission_id) AS children
    FROM permission_grant AS g
    JOIN child AS c ON c.permission_id = g.permission_id
    JOIN role AS r ON r.role_id = g.role_id
    LEFT JOIN role_permission AS h ON h.role_id = g.role_id AND h.permission_id = c.parent_id
    WHERE h.role_id IS NULL AND r.active AND NOT r.deleted AND NOT r.superuser AND r.kind <> 'template'
    GROUP BY g.role_id, c.parent_id
),
-- Another role of the holder may bring the parent. The two holders with the fewest roles stand for all: comparing
-- every holder with every role takes minutes in a large system, and says the same.
breadth AS (
    SELECT user_id, count(*) AS roles FROM live_holder GROUP BY user_id
),
holder AS (
    SELECT
        e.role_id,
        e.user_id,
        row_number() OVER (PARTITION BY e.role_id ORDER BY b.roles, e.user_id) AS n,
        count(*) OVER (PARTITION BY e.role_id) AS holders
    FROM live_holder AS e
    JOIN breadth AS b ON b.user_id = e.user_id
    JOIN (SELECT DISTINCT role_id FROM gap) AS g ON g.role_id = e.role_id
),
witness AS (
    SELECT g.role_id, g.parent_id, h.user_id, h.holders
    FROM gap AS g
    JOIN holder AS h ON h.role_id = g.role_id
    WHERE h.n <= 2
),
-- DISTINCT keeps the planner from joining every account's roles with every role's permissions first.
held AS (
    SELECT DISTINCT w.parent_id, w.user_id, e.role_id
    FROM witness AS w
    JOIN live_holder AS e ON e.user_id = w.user_id
),
reached AS (
    SELECT DISTINCT h.parent_id, h.user_id
    FROM held AS h
    JOIN role_permission AS rp ON rp.role_id = h.role_id AND rp.permission_id = h.parent_id
),
verdict AS (
    SELECT w.role_id, w.parent_id, max(w.holders) AS holders, bool_or(x.user_id IS NULL) AS stuck
    FROM witness AS w
    LEFT JOIN reached AS x ON x.user_id = w.user_id AND x.parent_id = w.parent_id
    GROUP BY w.role_id, w.parent_id
)
SELECT
    g.role_id,
    g.parent_id AS permission_id,
    coalesce(r.name, r.code, r.role_id) AS role,
    coalesce(p.name, p.code, p.permission_id) AS parent,
    CASE WHEN g.children = 1 THEN g.example ELSE concat(g.example, ' (+', g.children - 1, ')') END AS children,
    coalesce(v.holders, 0) AS reach
FROM gap AS g
JOIN role AS r ON r.role_id = g.role_id
JOIN permission AS p ON p.permission_id = g.parent_id
LEFT JOIN verdict AS v ON v.role_id = g.role_id AND v.parent_id = g.parent_id
WHERE v.role_id IS NULL OR v.stuck
