/*
severity = "low"
subject  = "role"
reach    = "users"
effort   = "minutes"
tags     = ["tidy", "least-privilege"]
confidence = "likely"
params   = { at_least = 2 }
verify   = '''
SELECT count(*)
FROM role_grant AS g
JOIN user_account AS u ON u.user_id = g.user_id
JOIN role_grant AS h ON h.user_id = g.user_id
JOIN role_closure AS c ON c.role_id = h.role_id
WHERE g.role_id = '{role_id}' AND c.ancestor_id = '{other_id}' AND u.active AND NOT u.deleted
  AND EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}' AND r.active AND NOT r.deleted)
'''

[en]
title   = "Role that adds nothing for anybody who has it"
message = "All {holders} people with role {role} also have {other}, which carries every one of its {permissions:permission|permissions}."
fix     = "Take role {role} away from them, or switch it off: nobody loses anything. If {other} is the one that is too wide, take that away instead."
[zh]
title   = "角色多余：持有人都另有更大的角色"
message = "持有角色 {role} 的 {holders} 个人全都另有 {other}，而它的 {permissions} 项权限都已包含在内。"
fix     = "收回或停用角色 {role}，谁都不受影响；如果其实是 {other} 给大了，就改收 {other}。"
*/
-- optional: flow_approver
-- That one role is contained in another is how levels are built, and no fault. It is one where nobody has the smaller
-- role alone: then the smaller one does nothing.
WITH scope AS (
    SELECT role_id, md5(string_agg(org_unit_id, chr(31) ORDER BY org_unit_id)) AS digest
    FROM (SELECT DISTINCT role_id, org_unit_id FROM role_scope) AS s
    GROUP BY role_id
),
-- A role may be there for the flows that look for its holders.
approving AS (
    SELECT DISTINCT reference AS role_id FROM flow_approver WHERE kind = 'role'
),
candidate AS (
    SELECT
        r.role_id,
        coalesce(r.name, r.code, r.role_id) AS name,
        concat_ws('/', coalesce(r.company_id, '-'), coalesce(r.data_scope, '-'), coalesce(s.digest, '-')) AS wall
    FROM role AS r
    LEFT JOIN scope AS s ON s.role_id = r.role_id
    WHERE r.kind = 'role' AND r.active AND NOT r.deleted AND NOT r.superuser
),
size AS (
    SELECT role_id, count(*) AS permissions FROM role_permission GROUP BY role_id
),
granted AS (
    SELECT
        h.role_id,
        h.user_id,
        row_number() OVER (PARTITION BY h.role_id ORDER BY h.user_id) AS n,
        count(*) OVER (PARTITION BY h.role_id) AS holders
    FROM live_holder AS h
    JOIN candidate AS c ON c.role_id = h.role_id
    LEFT JOIN approving AS a ON a.role_id = h.role_id
    WHERE h.direct AND a.role_id IS NULL
),
-- Whatever all holders have, any two of them have: two are asked before all are.
witness AS (
    SELECT role_id, user_id, holders FROM granted WHERE n <= 2 AND holders >= {{at_least}}
),
shared AS (
    SELECT w.role_id, h.role_id AS other_id, w.holders
    FROM witness AS w
    JOIN live_holder AS h ON h.user_id = w.user_id AND h.role_id <> w.role_id
    GROUP BY w.role_id, h.role_id, w.holders
    HAVING count(*) = CASE WHEN w.holders < 2 THEN 1 ELSE 2 END
),
pair AS (
    SELECT s.role_id, s.other_id, s.holders, z.permissions
    FROM shared AS s
    JOIN candidate AS a ON a.role_id = s.role_id
    JOIN candidate AS b ON b.role_id = s.other_id AND b.wall = a.wall
    JOIN size AS z ON z.role_id = s.role_id
    JOIN size AS y ON y.role_id = s.other_id AND y.permissions > z.permissions
    -- What is inherited is contained by design.
    LEFT JOIN role_closure AS up ON up.role_id = s.other_id AND up.ancestor_id = s.role_id
    WHERE up.role_id IS NULL
),
inside AS (
    SELECT p.role_id, p.other_id, p.holders, p.permissions
    FROM pair AS p
    JOIN role_permission AS a ON a.role_id = p.role_id
    JOIN role_permission AS b ON b.role_id = p.other_id AND b.permission_id = a.permission_id
    GROUP BY p.role_id, p.other_id, p.holders, p.permissions
    HAVING count(*) = p.permissions
),
always AS (
    SELECT i.role_id, i.other_id, i.holders, i.permissions
    FROM inside AS i
    JOIN granted AS g ON g.role_id = i.role_id
    JOIN live_holder AS h ON h.user_id = g.user_id AND h.role_id = i.other_id
    GROUP BY i.role_id, i.other_id, i.holders, i.permissions
    HAVING count(*) = i.holders
)
SELECT
    a.role_id,
    min(c.name) AS role,
    min(a.other_id) AS other_id,
    string_agg(o.name, ', ' ORDER BY o.name, a.other_id) AS other,
    min(a.permissions) AS permissions,
    min(a.holders) AS holders,
    min(a.holders) AS reach
FROM always AS a
JOIN candidate AS c ON c.role_id = a.role_id
JOIN candidate AS o ON o.role_id = a.other_id
GROUP BY a.role_id
