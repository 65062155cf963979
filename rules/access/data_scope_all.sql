/*
severity = "medium"
subject  = "role"
reach    = "users"
effort   = "hours"
tags     = ["go-live", "security"]
confidence = "possible"
checks   = ["PE09"]
verify   = '''
SELECT count(*)
FROM role AS r
WHERE r.role_id = '{role_id}' AND r.data_scope = 'all' AND r.active AND NOT r.deleted
'''

[en]
title   = "Ordinary role sees all data"
message = "Role {role} has the data scope 'all' and is held by {holders:live account|live accounts}, while other roles are limited."
fix     = "Limit it to the department or to chosen units. If the job needs all data, record a waiver with an owner."
[zh]
title   = "普通角色的数据范围是“全部”"
message = "角色 {role} 的数据范围为“全部”，有 {holders} 个在用账号持有；其他角色都做了限制。"
fix     = "改为本部门或自定义范围；岗位确实要看全部的，登记豁免并写明责任人。"
*/
-- Where no role is limited, the site does not use data scopes and 'all' is only the default nobody touched.
WITH limiting AS (
    SELECT DISTINCT coalesce(company_id, '') AS company
    FROM role
    WHERE data_scope IN ('custom', 'unit', 'unit_and_below', 'self') AND active AND NOT deleted
),
unlimited AS (
    SELECT r.role_id, coalesce(r.name, r.code, r.role_id) AS role
    FROM role AS r
    JOIN limiting AS l ON l.company = coalesce(r.company_id, '')
    WHERE r.data_scope = 'all' AND r.kind = 'role' AND NOT r.superuser AND r.active AND NOT r.deleted
)
SELECT
    n.role_id,
    n.role,
    count(DISTINCT g.user_id) AS holders,
    count(DISTINCT g.user_id) AS reach
FROM unlimited AS n
JOIN role_grant AS g ON g.role_id = n.role_id
JOIN user_account AS u ON u.user_id = g.user_id
WHERE u.active AND NOT u.deleted AND NOT u.superuser
GROUP BY n.role_id, n.role
