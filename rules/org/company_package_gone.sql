/*
severity = "medium"
subject  = "company"
effort   = "minutes"
tags     = ["tenant", "orphan"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM company AS c
WHERE c.company_id = '{company_id}' AND c.package_id IS NOT NULL AND c.active AND NOT c.deleted
  AND NOT EXISTS (SELECT 1 FROM tenant_package AS k WHERE k.package_id = c.package_id AND k.active AND NOT k.deleted)
'''

[en]
title   = "Tenant on a package that is gone or switched off"
message = "{company} is on package {package}, which does not exist any more or is switched off."
fix     = "Put the tenant on a package in use, then look through its menus with the tenant's administrator."
[zh]
title   = "租户的套餐已删除或停用"
message = "{company} 用的套餐“{package}”已不存在或已停用。"
fix     = "给租户换成在用的套餐，再和租户管理员一起核对菜单。"
*/
SELECT
    c.company_id,
    coalesce(c.name, c.code, c.company_id) AS company,
    coalesce(k.name, c.package_id) AS package,
    k.active AND NOT k.deleted AS package_in_use
FROM company AS c
LEFT JOIN tenant_package AS k ON k.package_id = c.package_id
WHERE c.package_id IS NOT NULL AND c.active AND NOT c.deleted
  AND (k.package_id IS NULL OR k.deleted OR NOT k.active)
