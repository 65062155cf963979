/*
severity = "info"
subject  = "role"
effort   = "hours"
tags     = ["tidy", "relative"]
confidence = "possible"
params   = { people = 20, share_percent = 25 }
verify   = '''
SELECT CASE WHEN count(DISTINCT g.user_id) = 1 THEN 1 ELSE 0 END
FROM role_grant AS g
JOIN role_closure AS c ON c.role_id = g.role_id
JOIN user_account AS u ON u.user_id = g.user_id
WHERE c.ancestor_id = '{role_id}' AND u.kind = 'person' AND u.active AND NOT u.deleted AND NOT u.superuser
  AND NOT EXISTS (
    SELECT 1
    FROM role_grant AS s
    JOIN role_closure AS d ON d.role_id = s.role_id
    JOIN role AS q ON q.role_id = d.ancestor_id
    WHERE s.user_id = u.user_id AND q.superuser
  )
'''

[en]
title   = "Role that one person alone holds"
message = "Only {name} holds role {role} with its {permissions:permission|permissions}."
fix     = "If others do the same work, give them this role instead of one of their own. If the work is one person's, name a deputy; if the role was made for the person, merge it."
[zh]
title   = "角色只有一个人持有"
message = "角色 {role}（{permissions} 项权限）只有{name}一个人持有。"
fix     = "有别人做同样的事，就合用这个角色；确实只有一人负责的，指定一名替岗人；专为某人建的角色请合并。"
*/
WITH holder AS (
    SELECT e.role_id, count(*) AS holders, min(e.user_id) AS user_id
    FROM live_holder AS e
    WHERE e.person
    GROUP BY e.role_id
),
plain AS (
    SELECT h.role_id, h.holders, h.user_id, coalesce(r.name, r.code, r.role_id) AS role
    FROM holder AS h
    JOIN role AS r ON r.role_id = h.role_id
    WHERE r.kind = 'role' AND NOT r.superuser
),
-- In a small company every job is one person's. In a large one that uses roles as they are meant, few roles are.
usual AS (
    SELECT count(*) AS roles, sum(CASE WHEN holders = 1 THEN 1 ELSE 0 END) AS single FROM plain
),
large AS (
    SELECT coalesce(company_id, '') AS company
    FROM user_account
    WHERE active AND NOT deleted AND kind = 'person'
    GROUP BY coalesce(company_id, '')
    HAVING count(*) >= {{people}}
),
size AS (
    SELECT role_id, count(*) AS permissions FROM role_permission GROUP BY role_id
)
SELECT h.role_id, h.role, h.user_id, coalesce(u.name, u.login, u.user_id) AS name, z.permissions
FROM plain AS h
JOIN user_account AS u ON u.user_id = h.user_id
JOIN large AS l ON l.company = coalesce(u.company_id, '')
JOIN size AS z ON z.role_id = h.role_id
CROSS JOIN usual AS n
WHERE h.holders = 1 AND 100 * n.single <= {{share_percent}} * n.roles
