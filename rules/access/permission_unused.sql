/*
severity = "info"
subject  = "role"
reach    = "permissions"
effort   = "hours"
tags     = ["least-privilege"]
confidence = "possible"
params   = { days = 180 }
verify   = '''
SELECT count(*)
FROM role_permission AS p
WHERE p.role_id = '{role_id}' AND p.permission_id IN ('{permission_ids}')
'''

[en]
title   = "Role with permissions its holders do not use"
message = "None of the {holders} holders of role {role} used {unused} of its {logged:logged permission|logged permissions} within {days:day|days}: {names}."
fix     = "Take the unused permissions out of the role, after asking about yearly work such as stock-taking and closing."
[zh]
title   = "角色里有长期没人用的权限"
message = "角色 {role} 的 {holders} 个持有人 {days} 天内都没有用过其中 {unused} 项权限（该角色有日志可查的权限共 {logged} 项）：{names}。"
fix     = "先问清盘点、年结这类一年一次的工作，再把用不到的权限从角色中去掉。"
*/
-- Only permissions that the log names by their code, per person: what is not logged may be used every day.
WITH logged AS (
    SELECT p.permission_id, coalesce(p.name, p.code) AS name, f.user_id, f.last_used_at
    FROM feature_use AS f
    JOIN permission AS p ON p.code = f.feature
    WHERE f.user_id <> '' AND f.last_used_at IS NOT NULL AND p.active AND NOT p.deleted
),
-- The log must reach back as far as the rule asks, or silence means nothing.
reach_of_log AS (
    SELECT max(last_used_at) AS newest, min(last_used_at) AS oldest FROM logged
),
known AS (
    SELECT permission_id, min(name) AS name FROM logged GROUP BY permission_id
),
recent AS (
    SELECT l.user_id, l.permission_id
    FROM logged AS l
    CROSS JOIN reach_of_log AS n
    WHERE date_diff('day', l.last_used_at, n.newest) <= {{days}}
),
carried AS (
    SELECT rp.role_id, rp.permission_id, k.name
    FROM role_permission AS rp
    JOIN known AS k ON k.permission_id = rp.permission_id
    JOIN role AS r ON r.role_id = rp.role_id
    CROSS JOIN reach_of_log AS n
    WHERE r.kind = 'role' AND NOT r.superuser AND date_diff('day', n.oldest, n.newest) > {{days}}
),
holder AS (
    SELECT e.role_id, e.user_id
    FROM effective_role AS e
    JOIN (SELECT DISTINCT role_id FROM carried) AS c ON c.role_id = e.role_id
    JOIN user_account AS u ON u.user_id = e.user_id
    WHERE u.active AND NOT u.deleted
),
people AS (
    SELECT role_id, count(*) AS holders FROM holder GROUP BY role_id
),
used AS (
    SELECT DISTINCT h.role_id, u.permission_id
    FROM recent AS u
    JOIN holder AS h ON h.user_id = u.user_id
),
verdict AS (
    SELECT
        c.role_id,
        c.permission_id,
        c.name,
        u.role_id IS NULL AS idle,
        row_number() OVER (
            PARTITION BY c.role_id, u.role_id IS NULL ORDER BY c.name, c.permission_id
        ) AS n
    FROM carried AS c
    LEFT JOIN used AS u ON u.role_id = c.role_id AND u.permission_id = c.permission_id
)
SELECT
    v.role_id,
    coalesce(min(r.name), min(r.code), v.role_id) AS role,
    min(p.holders) AS holders,
    count(*) AS logged,
    sum(CASE WHEN v.idle THEN 1 ELSE 0 END) AS unused,
    sum(CASE WHEN v.idle THEN 1 ELSE 0 END) AS reach,
    {{days}} AS days,
    array_agg(v.permission_id ORDER BY v.permission_id) FILTER (WHERE v.idle) AS permission_ids,
    string_agg(CASE WHEN v.idle AND v.n <= 8 THEN v.name END, ', ' ORDER BY v.n) AS names
FROM verdict AS v
JOIN role AS r ON r.role_id = v.role_id
JOIN people AS p ON p.role_id = v.role_id
GROUP BY v.role_id
HAVING sum(CASE WHEN v.idle THEN 1 ELSE 0 END) > 0
