/*
severity = "medium"
subject  = "role"
reach    = "users"
effort   = "minutes"
tags     = ["go-live", "security", "sod"]
confidence = "likely"
verify   = '''
SELECT count(*)
FROM role_permission AS p
WHERE p.role_id = '{role_id}' AND p.permission_id IN ('{permission_ids}')
'''

[en]
title   = "Ordinary role whose holders can give themselves any right"
message = "Role {role} lets its {holders:holder|holders}, such as {names}, change roles or hand them out: {label}."
fix     = "Take the permission out of the role. Keep granting rights in one administrator role, held by few people who enter no documents."
[zh]
title   = "普通角色能给自己加权限"
message = "角色 {role} 的 {holders} 个持有人（如 {names}）可以修改或分配角色：{label}。"
fix     = "把该权限从角色中去掉。授权只留给专门的管理员角色，由少数不做业务单据的人持有。"
*/
WITH granter AS (
    SELECT
        d.role_id,
        coalesce(r.name, r.code, r.role_id) AS role,
        d.label
    FROM role_duty AS d
    JOIN role AS r ON r.role_id = d.role_id
    -- A role that inherits it is cured where it comes from; a system role is there for it.
    WHERE d.duty = 'rights.enter' AND d.source_id = d.role_id AND r.kind = 'role' AND NOT r.superuser
),
holder AS (
    SELECT
        e.role_id,
        coalesce(u.name, u.login, u.user_id) AS name,
        row_number() OVER (PARTITION BY e.role_id ORDER BY coalesce(u.name, u.login, u.user_id), u.user_id) AS n
    FROM granter AS g
    JOIN live_holder AS e ON e.role_id = g.role_id
    JOIN user_account AS u ON u.user_id = e.user_id
    WHERE e.person
)
SELECT
    g.role_id,
    g.role,
    g.label,
    min(k.permission_ids) AS permission_ids,
    count(*) AS holders,
    count(*) AS reach,
    string_agg(CASE WHEN h.n <= 5 THEN h.name END, ', ' ORDER BY h.n) AS names
FROM granter AS g
JOIN holder AS h ON h.role_id = g.role_id
JOIN duty_key AS k ON k.duty = 'rights.enter'
GROUP BY g.role_id, g.role, g.label
