/*
severity = "medium"
subject  = "role_grant"
cause    = "company"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM role_grant AS g
WHERE g.user_id = '{user_id}' AND g.role_id = '{role_id}' AND g.company_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM company AS c WHERE c.company_id = g.company_id AND NOT c.deleted)
'''

[en]
title   = "Grant limited to a company or tenant that does not exist"
message = "{name} holds role {role} for company {company}, which does not exist or is deleted."
fix     = "Grant the role for the company the person works in, and delete the dead row."
[zh]
title   = "授权限定的公司/租户不存在"
message = "{name}的角色 {role} 限定在公司/租户 {company}，但该公司/租户不存在或已删除。"
fix     = "按该人员实际所在的公司/租户重新授权，再删除这条失效授权。"
*/
SELECT
    g.user_id,
    g.role_id,
    min(g.company_id) AS company_id,
    coalesce(min(u.name), min(u.login), g.user_id) AS name,
    coalesce(min(r.name), min(r.code), g.role_id) AS role,
    coalesce(min(c.name), min(c.code), min(g.company_id)) AS company
FROM role_grant AS g
LEFT JOIN company AS c ON c.company_id = g.company_id
LEFT JOIN user_account AS u ON u.user_id = g.user_id
LEFT JOIN role AS r ON r.role_id = g.role_id
WHERE g.company_id IS NOT NULL AND (c.company_id IS NULL OR c.deleted)
  -- A product that keeps no list of companies says nothing about them.
  AND EXISTS (SELECT 1 FROM company)
GROUP BY g.user_id, g.role_id
