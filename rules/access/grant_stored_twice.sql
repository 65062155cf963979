/*
severity = "medium"
subject  = "role_grant"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["OM05"]

[en]
title   = "Two places disagree on who holds a role"
message = "{said_by} says that {name} holds role {role}; {missing_in} does not."
fix     = "Find out which of the two the product reads when it checks rights, correct the other, and save the account once on screen."
[zh]
title   = "角色授权两处记录不一致"
message = "{said_by} 记着{name}持有角色 {role}，{missing_in} 里却没有。"
fix     = "先弄清系统校验权限时认哪一处，以它为准改另一处，再在界面上保存一次该账号。"
*/
WITH place AS (
    SELECT DISTINCT source FROM role_grant WHERE source IS NOT NULL
),
pair AS (
    SELECT DISTINCT user_id, role_id FROM role_grant WHERE source IS NOT NULL
),
told AS (
    SELECT DISTINCT user_id, role_id, source FROM role_grant WHERE source IS NOT NULL
)
SELECT
    p.user_id,
    p.role_id,
    coalesce(min(u.name), min(u.login), p.user_id) AS name,
    coalesce(min(r.name), min(r.code), p.role_id) AS role,
    string_agg(t.source, ', ' ORDER BY t.source) AS said_by,
    string_agg(CASE WHEN t.source IS NULL THEN s.source END, ', ' ORDER BY s.source) AS missing_in
FROM pair AS p
CROSS JOIN place AS s
LEFT JOIN told AS t ON t.user_id = p.user_id AND t.role_id = p.role_id AND t.source = s.source
LEFT JOIN user_account AS u ON u.user_id = p.user_id
LEFT JOIN role AS r ON r.role_id = p.role_id
WHERE coalesce(NOT u.deleted, TRUE)
GROUP BY p.user_id, p.role_id
HAVING count(t.source) < count(*)
