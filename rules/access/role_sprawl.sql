/*
severity = "low"
subject  = "user_account"
effort   = "hours"
tags     = ["least-privilege", "relative"]
confidence = "likely"
params   = { at_least = 10, times = 4 }
verify   = '''
SELECT CASE WHEN count(DISTINCT g.role_id) > {allowed} THEN count(DISTINCT g.role_id) - {allowed} ELSE 0 END
FROM role_grant AS g
JOIN role AS r ON r.role_id = g.role_id
WHERE g.user_id = '{user_id}' AND r.kind = 'role' AND r.active AND NOT r.deleted
  AND EXISTS (SELECT 1 FROM user_account AS u WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted)
  AND NOT EXISTS (
    SELECT 1
    FROM role_grant AS o
    JOIN role_closure AS c ON c.role_id = o.role_id
    WHERE o.user_id = '{user_id}' AND o.role_id <> g.role_id AND c.ancestor_id = g.role_id
  )
'''

[en]
title   = "Person who has collected roles"
message = "{name} was given {roles:role|roles}; people here have {usual} on average. The first: {names}."
fix     = "Ask the person's head which roles the present job needs, and take the others away."
[zh]
title   = "一个人身上的角色越攒越多"
message = "{name}被授予 {roles} 个角色，而人均只有 {usual} 个。前几个：{names}。"
fix     = "请其部门负责人确认现岗位需要哪些角色，其余收回。"
*/
WITH granted AS (
    SELECT e.user_id, e.role_id
    FROM live_holder AS e
    JOIN role AS r ON r.role_id = e.role_id
    WHERE e.direct AND e.person AND r.kind = 'role'
),
many AS (
    SELECT user_id FROM granted GROUP BY user_id HAVING count(*) >= {{at_least}}
),
-- A role that another of the person's roles inherits from came with that one; some products store both.
implied AS (
    SELECT DISTINCT a.user_id, c.ancestor_id AS role_id
    FROM granted AS a
    JOIN many AS m ON m.user_id = a.user_id
    JOIN role_closure AS c ON c.role_id = a.role_id AND c.ancestor_id <> a.role_id
),
own AS (
    SELECT g.user_id, g.role_id
    FROM granted AS g
    LEFT JOIN implied AS i ON i.user_id = g.user_id AND i.role_id = g.role_id
    WHERE i.user_id IS NULL
),
usual AS (
    SELECT count(*) AS grants, count(DISTINCT user_id) AS people FROM own
),
collector AS (
    SELECT o.user_id, count(*) AS roles
    FROM own AS o
    CROSS JOIN usual AS u
    GROUP BY o.user_id
    HAVING count(*) >= {{at_least}} AND count(*) * min(u.people) > {{times}} * min(u.grants)
),
named AS (
    SELECT
        c.user_id,
        coalesce(r.name, r.code, r.role_id) AS role,
        row_number() OVER (PARTITION BY c.user_id ORDER BY coalesce(r.name, r.code, r.role_id), r.role_id) AS n
    FROM collector AS c
    JOIN own AS o ON o.user_id = c.user_id
    JOIN role AS r ON r.role_id = o.role_id
)
SELECT
    c.user_id,
    coalesce(min(u.name), min(u.login), c.user_id) AS name,
    c.roles,
    round(min(1.0 * t.grants / t.people), 1) AS usual,
    -- The most that is no finding yet.
    greatest({{at_least}} - 1, CAST(floor(min({{times}} * t.grants / t.people)) AS BIGINT)) AS allowed,
    string_agg(CASE WHEN n.n <= 8 THEN n.role END, ', ' ORDER BY n.n) AS names
FROM collector AS c
JOIN user_account AS u ON u.user_id = c.user_id
JOIN named AS n ON n.user_id = c.user_id
CROSS JOIN usual AS t
GROUP BY c.user_id, c.roles
