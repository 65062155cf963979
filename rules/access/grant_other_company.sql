/*
severity = "high"
subject  = "role_grant"
effort   = "minutes"
tags     = ["go-live", "security", "group"]
confidence = "likely"
checks   = ["PE13"]
verify   = '''
SELECT count(*)
FROM role_grant AS g
JOIN user_account AS u ON u.user_id = g.user_id
JOIN role AS r ON r.role_id = g.role_id
WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}' AND u.company_id <> r.company_id
  AND u.active AND NOT u.deleted AND r.active AND NOT r.deleted
'''

[en]
title   = "Role of one company held in another"
message = "{name} of company {home} holds role {role} of company {foreign}."
fix     = "Take the role away and grant the one of the person's own company. If the person works for both, record a waiver."
[zh]
title   = "跨公司（租户）授权"
message = "{home} 的账号{name}持有 {foreign} 的角色 {role}。"
fix     = "收回后改授本公司的角色；确实兼任两家的，登记豁免。"
*/
WITH RECURSIVE above (company_id, ancestor_id) AS (
    SELECT c.company_id, c.company_id FROM company AS c
    UNION
    SELECT a.company_id, c.parent_id
    FROM above AS a
    JOIN company AS c ON c.company_id = a.ancestor_id
    WHERE c.parent_id IS NOT NULL
)
SELECT
    g.user_id,
    g.role_id,
    min(coalesce(u.name, u.login, u.user_id)) AS name,
    min(coalesce(r.name, r.code, r.role_id)) AS role,
    min(coalesce(h.name, h.code, u.company_id)) AS home,
    min(coalesce(f.name, f.code, r.company_id)) AS "foreign"
FROM role_grant AS g
JOIN user_account AS u ON u.user_id = g.user_id
JOIN role AS r ON r.role_id = g.role_id
LEFT JOIN company AS h ON h.company_id = u.company_id
LEFT JOIN company AS f ON f.company_id = r.company_id
-- A role of the group's head company may be meant for its subsidiaries.
LEFT JOIN above AS a ON a.company_id = u.company_id AND a.ancestor_id = r.company_id
WHERE u.company_id <> r.company_id AND a.company_id IS NULL
  AND u.active AND NOT u.deleted AND NOT u.superuser AND r.active AND NOT r.deleted
GROUP BY g.user_id, g.role_id
