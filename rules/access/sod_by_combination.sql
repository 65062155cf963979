/*
severity = "high"
subject  = "user_account"
discriminator = ["conflict"]
effort   = "minutes"
tags     = ["go-live", "security", "sod"]
confidence = "likely"
checks   = ["PE12"]

[en]
title   = "Person whose roles add up to duties that must not be held together"
message = "{name} holds {one} by role {one_role} and {other} by role {other_role} (conflict {conflict})."
fix     = "Take one of the two roles away. Where nobody else can take over, record a waiver with the check that takes its place."
[zh]
title   = "多个角色叠加出不相容职责"
message = "{name}通过角色 {one_role} 拥有 {one}，又通过角色 {other_role} 拥有 {other}，属不相容职责 {conflict}。"
fix     = "收回其中一个角色；确实没人可替的，登记豁免并写明替代控制。"
*/
WITH person AS (
    SELECT u.user_id, coalesce(u.name, u.login, u.user_id) AS name
    FROM user_account AS u
    LEFT JOIN superuser AS s ON s.user_id = u.user_id
    WHERE u.active AND NOT u.deleted AND u.kind = 'person' AND s.user_id IS NULL
),
held AS (
    SELECT e.user_id, d.duty, min(d.role_id) AS role_id
    FROM effective_role AS e
    JOIN role_duty AS d ON d.role_id = e.role_id
    GROUP BY e.user_id, d.duty
),
-- Where one role brings both sides, the role is to be repaired and not the assignment.
by_role AS (
    SELECT DISTINCT e.user_id, c.conflict
    FROM effective_role AS e
    JOIN role_conflict AS c ON c.role_id = e.role_id
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
)
SELECT
    p.user_id,
    x.conflict,
    p.name,
    a.label AS one,
    coalesce(ar.name, ar.code, ar.role_id) AS one_role,
    b.label AS other,
    coalesce(br.name, br.code, br.role_id) AS other_role
FROM added_up AS x
JOIN person AS p ON p.user_id = x.user_id
JOIN role_duty AS a ON a.role_id = x.one_role_id AND a.duty = x.one_duty
JOIN role_duty AS b ON b.role_id = x.other_role_id AND b.duty = x.other_duty
JOIN role AS ar ON ar.role_id = x.one_role_id
JOIN role AS br ON br.role_id = x.other_role_id
