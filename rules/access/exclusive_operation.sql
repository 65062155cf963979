/*
severity = "low"
subject  = "permission"
where    = "role"
discriminator = ["duty"]
reach    = "users"
effort   = "hours"
tags     = ["security", "sod"]
confidence = "possible"
params   = { duties = ["payment.approve", "payroll.approve", "voucher.approve", "period.close", "rights.enter"], at_most = 3 }
verify   = '''
SELECT CASE WHEN count(DISTINCT p.role_id) > {{at_most}} THEN count(DISTINCT p.role_id) ELSE 0 END
FROM role_permission AS p
JOIN role AS r ON r.role_id = p.role_id
WHERE p.permission_id IN ('{permission_ids}') AND r.kind = 'role' AND NOT r.superuser
  AND EXISTS (
    SELECT 1
    FROM role_grant AS g
    JOIN role_closure AS c ON c.role_id = g.role_id
    JOIN user_account AS u ON u.user_id = g.user_id
    WHERE c.ancestor_id = p.role_id AND u.kind = 'person' AND u.active AND NOT u.deleted
  )
'''

[en]
title   = "Operation for few that many roles allow"
message = "{roles} roles held by {holders} people allow {duty}, such as {label}: {names}."
fix     = "Keep the operation in one role per process and take it out of the others; grant that role in addition to those who need it."
[zh]
title   = "应由少数人做的操作，多个角色都能做"
message = "有 {roles} 个角色、{holders} 个人都能做 {duty}（如 {label}）：{names}。"
fix     = "每个流程只留一个角色带这项操作，从其他角色里去掉；需要的人另外叠加授予。"
*/
WITH carrier AS (
    SELECT d.duty, d.role_id, coalesce(r.name, r.code, r.role_id) AS role
    FROM role_duty AS d
    JOIN role AS r ON r.role_id = d.role_id
    -- Where it is ticked, not where it is inherited: those are repaired together.
    WHERE d.duty IN {{duties}} AND d.source_id = d.role_id AND r.kind = 'role' AND NOT r.superuser
),
holder AS (
    SELECT c.duty, c.role_id, c.role, e.user_id
    FROM carrier AS c
    JOIN live_holder AS e ON e.role_id = c.role_id
    WHERE e.person
),
spread AS (
    SELECT duty, count(DISTINCT role_id) AS roles, count(DISTINCT user_id) AS holders
    FROM holder
    GROUP BY duty
    HAVING count(DISTINCT role_id) > {{at_most}}
),
named AS (
    SELECT duty, role, row_number() OVER (PARTITION BY duty ORDER BY role, role_id) AS n
    FROM (SELECT DISTINCT duty, role_id, role FROM holder) AS h
),
listed AS (
    SELECT duty, string_agg(CASE WHEN n <= 8 THEN role END, ', ' ORDER BY n) AS names FROM named GROUP BY duty
),
operation AS (
    SELECT d.duty, min(d.permission_id) AS permission_id, min(d.label) AS label FROM duty AS d GROUP BY d.duty
)
SELECT o.permission_id, s.duty, o.label, s.roles, s.holders, s.holders AS reach, l.names, k.permission_ids
FROM spread AS s
JOIN operation AS o ON o.duty = s.duty
JOIN listed AS l ON l.duty = s.duty
JOIN duty_key AS k ON k.duty = s.duty
