/*
severity = "high"
subject  = "user_account"
discriminator = ["conflict"]
effort   = "minutes"
tags     = ["go-live", "security", "sod"]
confidence = "likely"
checks   = ["PE12"]
verify   = '''
SELECT count(*)
FROM user_account AS u
WHERE u.user_id = '{user_id}' AND u.active AND NOT u.deleted
  AND EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN role_permission AS p ON p.role_id = g.role_id
    WHERE g.user_id = '{user_id}' AND p.permission_id IN ('{one_permission_ids}')
  )
  AND EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN role_permission AS p ON p.role_id = g.role_id
    WHERE g.user_id = '{user_id}' AND p.permission_id IN ('{other_permission_ids}')
  )
'''

[en]
title   = "Person whose roles add up to duties that must not be held together"
message = "{name} holds both sides of conflict {conflict}: {one_path}; and {other_path}."
fix     = "Take one of the two roles away. Where nobody else can take over, record a waiver with the check that takes its place."
[zh]
title   = "多个角色叠加出不相容职责"
message = "{name}同时拥有不相容职责 {conflict} 的两头：{one_path}；{other_path}。"
fix     = "收回其中一个角色；确实没人可替的，登记豁免并写明替代控制。"
*/
-- Only what was granted to the account itself: what a role inherits counts as that role's.
WITH held AS (
    SELECT e.user_id, d.duty, min(d.role_id) AS role_id
    FROM live_holder AS e
    JOIN role_duty AS d ON d.role_id = e.role_id
    WHERE e.direct AND e.person
    GROUP BY e.user_id, d.duty
),
-- Where one role brings both sides, the role is to be repaired and not the assignment.
by_role AS (
    SELECT DISTINCT e.user_id, c.conflict
    FROM live_holder AS e
    JOIN role_conflict AS c ON c.role_id = e.role_id
    WHERE e.direct AND e.person
),
added_up AS (
    SELECT
        a.user_id,
        c.conflict,
        c.one_duty,
        c.other_duty,
        a.role_id AS one_role_id,
        b.role_id AS other_role_id
    FROM duty_conflict AS c
    JOIN held AS a ON a.duty = c.one_duty
    JOIN held AS b ON b.duty = c.other_duty AND b.user_id = a.user_id
    LEFT JOIN by_role AS r ON r.user_id = a.user_id AND r.conflict = c.conflict
    WHERE r.user_id IS NULL
),
-- The path of each role to each of its duties, worked out per role and not per person.
way AS (
    SELECT
        d.role_id,
        d.duty,
        d.label,
        coalesce(r.name, r.code, r.role_id) AS role,
        concat_ws(
            ' → ',
            coalesce(r.name, r.code, r.role_id),
            CASE WHEN x.role_id <> r.role_id THEN coalesce(x.name, x.code, x.role_id) END,
            d.label
        ) AS path
    FROM role_duty AS d
    JOIN role AS r ON r.role_id = d.role_id
    JOIN role AS x ON x.role_id = d.source_id
)
SELECT
    p.user_id,
    x.conflict,
    coalesce(p.name, p.login, p.user_id) AS name,
    a.label AS one,
    a.role AS one_role,
    x.one_role_id,
    a.path AS one_path,
    b.label AS other,
    b.role AS other_role,
    x.other_role_id,
    b.path AS other_path,
    k.permission_ids AS one_permission_ids,
    l.permission_ids AS other_permission_ids
FROM added_up AS x
JOIN user_account AS p ON p.user_id = x.user_id
JOIN way AS a ON a.role_id = x.one_role_id AND a.duty = x.one_duty
JOIN way AS b ON b.role_id = x.other_role_id AND b.duty = x.other_duty
JOIN duty_key AS k ON k.duty = x.one_duty
JOIN duty_key AS l ON l.duty = x.other_duty
