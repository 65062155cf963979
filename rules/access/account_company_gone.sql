/*
severity = "medium"
subject  = "user_account"
cause    = "company"
effort   = "hours"
tags     = ["go-live", "orphan"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM user_account AS n
WHERE n.user_id = '{user_id}' AND n.company_id IS NOT NULL AND n.active AND NOT n.deleted
  AND NOT EXISTS (SELECT 1 FROM company AS c WHERE c.company_id = n.company_id AND NOT c.deleted)
'''

[en]
title   = "Account of a company or tenant that does not exist"
message = "Account {name} belongs to company {company}, which does not exist or is deleted."
fix     = "Find out which company it should belong to and move it there. If the tenant was given up, switch off what it left behind."
[zh]
title   = "账号所属的公司/租户不存在"
message = "账号 {name} 属于公司/租户 {company}，但该公司/租户不存在或已删除。"
fix     = "先确认应归属哪个公司/租户，再改过去；租户已注销的，把它遗留的数据停用。"
*/
SELECT
    x.user_id,
    x.company_id,
    coalesce(x.name, x.login, x.user_id) AS name,
    coalesce(c.name, c.code, x.company_id) AS company
FROM user_account AS x
LEFT JOIN company AS c ON c.company_id = x.company_id
WHERE x.company_id IS NOT NULL AND (c.company_id IS NULL OR c.deleted) AND x.active AND NOT x.deleted
  -- A product that keeps no list of companies says nothing about them.
  AND EXISTS (SELECT 1 FROM company)
