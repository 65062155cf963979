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
  AND (
    EXISTS (
      SELECT 1 FROM direct_grant AS d WHERE d.user_id = '{user_id}' AND d.permission_id IN ('{one_permission_ids}')
    )
    OR EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN role_permission AS p ON p.role_id = g.role_id
    WHERE g.user_id = '{user_id}' AND p.permission_id IN ('{one_permission_ids}')
  )
  )
  AND (
    EXISTS (
      SELECT 1 FROM direct_grant AS d WHERE d.user_id = '{user_id}' AND d.permission_id IN ('{other_permission_ids}')
    )
    OR EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN role_permission AS p ON p.role_id = g.role_id
    WHERE g.user_id = '{user_id}' AND p.permission_id IN ('{other_permission_ids}')
  )
  )
'''

[en]
title   = "Permission given to a person directly adds up to duties that must not be held together"
message = "{name} holds both sides of conflict {conflict}: {one_path}; and {other_path}."
fix     = "Take the direct grant away; nobody sees it when roles are reviewed. Where nobody else can take over, record a waiver with the check that takes its place."
[zh]
title   = "直接授给个人的权限叠加出不相容职责"
message = "{name}同时拥有不相容职责 {conflict} 的两头：{one_path}；{other_path}。"
fix     = "收回直接授给个人的权限（查角色时看不到它）；确实没人可替的，登记豁免并写明替代控制。"
*/
WITH person AS (
    SELECT u.user_id, coalesce(u.name, u.login, u.user_id) AS name
    FROM user_account AS u
    LEFT JOIN superuser AS s ON s.user_id = u.user_id
    WHERE u.active AND NOT u.deleted AND u.kind = 'person' AND s.user_id IS NULL
),
by_hand AS (
    SELECT g.user_id, d.duty, min(d.label) AS label
    FROM direct_grant AS g
    JOIN duty AS d ON d.permission_id = g.permission_id
    JOIN person AS p ON p.user_id = g.user_id
    GROUP BY g.user_id, d.duty
),
-- What roles give to the people who have something by hand.
by_role AS (
    SELECT
        e.user_id,
        d.duty,
        min(concat_ws(' → ', coalesce(r.name, r.code, r.role_id), d.label)) AS path
    FROM effective_role AS e
    JOIN (SELECT DISTINCT user_id FROM by_hand) AS h ON h.user_id = e.user_id
    JOIN role_duty AS d ON d.role_id = e.role_id
    JOIN role AS r ON r.role_id = e.role_id
    GROUP BY e.user_id, d.duty
),
held AS (
    SELECT user_id, duty, path, FALSE AS by_hand FROM by_role
    UNION ALL
    SELECT h.user_id, h.duty, h.label AS path, TRUE AS by_hand
    FROM by_hand AS h
    LEFT JOIN by_role AS r ON r.user_id = h.user_id AND r.duty = h.duty
    WHERE r.user_id IS NULL
)
SELECT
    a.user_id,
    c.conflict,
    p.name,
    a.path AS one_path,
    a.by_hand AS one_by_hand,
    b.path AS other_path,
    b.by_hand AS other_by_hand,
    k.permission_ids AS one_permission_ids,
    l.permission_ids AS other_permission_ids
FROM duty_conflict AS c
JOIN held AS a ON a.duty = c.one_duty
JOIN held AS b ON b.duty = c.other_duty AND b.user_id = a.user_id
JOIN person AS p ON p.user_id = a.user_id
JOIN duty_key AS k ON k.duty = c.one_duty
JOIN duty_key AS l ON l.duty = c.other_duty
WHERE a.by_hand OR b.by_hand
