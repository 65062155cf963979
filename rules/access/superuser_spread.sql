/*
severity = "high"
subject  = "role"
reach    = "users"
effort   = "hours"
tags     = ["go-live", "security"]
confidence = "likely"
checks   = ["PE12"]
params   = { at_most = 3, at_most_percent = 5 }
verify   = '''
SELECT CASE
    WHEN count(DISTINCT u.user_id) > {{at_most}} AND 100 * count(DISTINCT u.user_id) > {{at_most_percent}} * (
      SELECT count(*) FROM user_account AS p WHERE p.kind = 'person' AND p.active AND NOT p.deleted
    ) THEN count(DISTINCT u.user_id)
    ELSE 0
  END
FROM role_grant AS g
JOIN role_closure AS c ON c.role_id = g.role_id
JOIN user_account AS u ON u.user_id = g.user_id
WHERE c.ancestor_id = '{role_id}' AND u.kind = 'person' AND u.active AND NOT u.deleted
'''

[en]
title   = "Too many people pass every permission check"
message = "{holders} of {people} active accounts hold {role}, which passes every permission check: {names}."
fix     = "Leave two or three named administrators. Give everybody else the roles of their job."
[zh]
title   = "超级管理员过多"
message = "{people} 个在用账号中有 {holders} 个持有 {role}（不受任何权限限制）：{names}。"
fix     = "超管只留两三个实名管理员，其余人改授岗位角色。"
*/
WITH person AS (
    SELECT user_id, coalesce(name, login, user_id) AS name
    FROM user_account
    WHERE active AND NOT deleted AND kind = 'person'
),
total AS (
    SELECT count(*) AS people FROM person
),
holder AS (
    SELECT
        e.role_id,
        p.name,
        row_number() OVER (PARTITION BY e.role_id ORDER BY p.name, p.user_id) AS n
    FROM effective_role AS e
    JOIN person AS p ON p.user_id = e.user_id
    JOIN role AS r ON r.role_id = e.role_id
    WHERE r.superuser AND r.active AND NOT r.deleted
)
SELECT
    h.role_id,
    coalesce(min(r.name), min(r.code), h.role_id) AS role,
    count(*) AS holders,
    count(*) AS reach,
    min(t.people) AS people,
    string_agg(CASE WHEN h.n <= 8 THEN h.name END, ', ' ORDER BY h.n) AS names
FROM holder AS h
JOIN role AS r ON r.role_id = h.role_id
CROSS JOIN total AS t
GROUP BY h.role_id
HAVING count(*) > {{at_most}} AND 100 * count(*) > {{at_most_percent}} * min(t.people)
