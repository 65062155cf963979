/*
severity = "medium"
subject  = "role_grant"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["OM05"]
verify   = '''
SELECT CASE WHEN count(DISTINCT g.source) BETWEEN 1 AND {places} - 1 THEN 1 ELSE 0 END
FROM role_grant AS g
WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}'
'''

[en]
title   = "Two places disagree on who holds a role"
message = "{said_by} says that {name} holds role {role}; {missing_in} does not."
fix     = "Find out which of the two the product reads when it checks rights, correct the other, and save the account once on screen."
[zh]
title   = "角色授权两处记录不一致"
message = "{said_by} 记着{name}持有角色 {role}，{missing_in} 里却没有。"
fix     = "先弄清系统校验权限时认哪一处，以它为准改另一处，再在界面上保存一次该账号。"
*/
WITH told AS (
    SELECT DISTINCT user_id, role_id, source FROM role_grant WHERE source IS NOT NULL
),
-- Two places keep the same fact when they agree at least once; elsewhere they may keep different things.
twin AS (
    SELECT DISTINCT a.source AS said_by, b.source AS missing_in
    FROM told AS a
    JOIN told AS b ON b.user_id = a.user_id AND b.role_id = a.role_id AND b.source <> a.source
)
SELECT
    a.user_id,
    a.role_id,
    coalesce(min(u.name), min(u.login), a.user_id) AS name,
    coalesce(min(r.name), min(r.code), a.role_id) AS role,
    string_agg(DISTINCT a.source, ', ' ORDER BY a.source) AS said_by,
    string_agg(DISTINCT t.missing_in, ', ' ORDER BY t.missing_in) AS missing_in,
    count(DISTINCT a.source) + count(DISTINCT t.missing_in) AS places
FROM told AS a
JOIN twin AS t ON t.said_by = a.source
LEFT JOIN told AS b ON b.user_id = a.user_id AND b.role_id = a.role_id AND b.source = t.missing_in
LEFT JOIN user_account AS u ON u.user_id = a.user_id
LEFT JOIN role AS r ON r.role_id = a.role_id
WHERE b.user_id IS NULL AND coalesce(NOT u.deleted, TRUE)
GROUP BY a.user_id, a.role_id
