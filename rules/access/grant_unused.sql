/*
severity = "info"
subject  = "user_account"
reach    = "roles"
effort   = "minutes"
tags     = ["least-privilege"]
confidence = "possible"
params   = { days = 180 }
verify   = '''
SELECT count(*)
FROM role_grant AS g
WHERE g.user_id = '{user_id}' AND g.role_id IN ('{role_ids}')
'''

[en]
title   = "Roles that a person holds and does not use"
message = "{name} used nothing of {unused:role|roles} within {days:day|days}, while others used them: {roles}."
fix     = "Ask the person's head, and take these roles away. Think of yearly work such as stock-taking and closing first."
[zh]
title   = "个人长期不用的角色"
message = "{name}有 {unused} 个角色 {days} 天内一次没用过，而其他持有人在用：{roles}。"
fix     = "与其部门负责人确认后收回这些角色；先想想盘点、年结这类一年一次的工作。"
*/
-- Only permissions that the log names by their code, per person: what is not logged may be used every day.
WITH logged AS (
    SELECT p.permission_id, f.user_id, f.last_used_at
    FROM feature_use AS f
    JOIN permission AS p ON p.code = f.feature
    WHERE f.user_id <> '' AND f.last_used_at IS NOT NULL AND p.active AND NOT p.deleted
),
-- The log must reach back as far as the rule asks, or silence means nothing.
reach_of_log AS (
    SELECT max(last_used_at) AS newest, min(last_used_at) AS oldest FROM logged
),
recent AS (
    SELECT DISTINCT l.user_id, l.permission_id
    FROM logged AS l
    CROSS JOIN reach_of_log AS n
    WHERE date_diff('day', l.last_used_at, n.newest) <= {{days}} AND date_diff('day', n.oldest, n.newest) > {{days}}
),
-- Somebody who is in the log at all: others may work where nothing is logged.
seen AS (
    SELECT DISTINCT user_id FROM recent
),
-- What the role itself is ticked for: what it inherits, the holder mostly has by other roles too.
carried AS (
    SELECT DISTINCT g.role_id, g.permission_id
    FROM permission_grant AS g
    JOIN (SELECT DISTINCT permission_id FROM recent) AS k ON k.permission_id = g.permission_id
    JOIN role AS r ON r.role_id = g.role_id
    WHERE r.kind = 'role' AND NOT r.superuser
),
used AS (
    SELECT DISTINCT h.user_id, c.role_id
    FROM recent AS u
    JOIN carried AS c ON c.permission_id = u.permission_id
    JOIN live_holder AS h ON h.user_id = u.user_id AND h.role_id = c.role_id AND h.direct AND h.person
),
idle AS (
    SELECT
        h.user_id,
        h.role_id,
        coalesce(r.name, r.code, r.role_id) AS role,
        row_number() OVER (PARTITION BY h.user_id ORDER BY coalesce(r.name, r.code, r.role_id), r.role_id) AS n
    FROM live_holder AS h
    JOIN seen AS s ON s.user_id = h.user_id
    JOIN (SELECT DISTINCT role_id FROM used) AS o ON o.role_id = h.role_id
    JOIN role AS r ON r.role_id = h.role_id
    LEFT JOIN used AS d ON d.user_id = h.user_id AND d.role_id = h.role_id
    WHERE h.direct AND h.person AND d.user_id IS NULL
)
SELECT
    i.user_id,
    coalesce(min(u.name), min(u.login), i.user_id) AS name,
    count(*) AS unused,
    count(*) AS reach,
    {{days}} AS days,
    array_agg(i.role_id ORDER BY i.n) AS role_ids,
    string_agg(CASE WHEN i.n <= 8 THEN i.role END, ', ' ORDER BY i.n) AS roles
FROM idle AS i
JOIN user_account AS u ON u.user_id = i.user_id
GROUP BY i.user_id
