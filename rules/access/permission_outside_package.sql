/*
severity = "medium"
subject  = "role"
effort   = "minutes"
tags     = ["security", "tenant"]
confidence = "certain"
verify   = '''
SELECT count(*)
FROM role AS r
JOIN company AS c ON c.company_id = r.company_id
JOIN permission_grant AS g ON g.role_id = r.role_id
JOIN permission AS p ON p.permission_id = g.permission_id
WHERE r.role_id = '{role_id}' AND p.active AND NOT p.deleted AND p.kind <> 'directory'
  AND NOT EXISTS (
    SELECT 1 FROM package_permission AS a WHERE a.package_id = c.package_id AND a.permission_id = g.permission_id
  )
'''

[en]
title   = "Role of a tenant carries what its package does not contain"
message = "Role {role} of {company} carries permissions outside the package {package}, {count} in all: {permissions}."
fix     = "Find out whether the tenant is to have them: then put them into its package, else take them from the role. Afterwards sync the package to its tenants."
[zh]
title   = "租户角色的权限超出套餐"
message = "{company} 的角色 {role} 有 {count} 项权限不在套餐“{package}”内，如：{permissions}。"
fix     = "先确认该租户是否应有这些功能：应有的加进套餐，不应有的从角色里去掉，再把套餐同步给租户。"
*/
-- Folders open nothing by themselves. A package whose list is empty or could not be read judges nobody.
SELECT
    x.role_id,
    min(x.role) AS role,
    min(x.company) AS company,
    min(x.package) AS package,
    count(*) AS count,
    string_agg(CASE WHEN x.place <= 5 THEN x.permission END, ', ' ORDER BY x.place) AS permissions
FROM (
    SELECT
        r.role_id,
        coalesce(r.name, r.code, r.role_id) AS role,
        coalesce(c.name, c.code, c.company_id) AS company,
        coalesce(k.name, k.package_id) AS package,
        coalesce(p.name, p.code, p.permission_id) AS permission,
        row_number() OVER (PARTITION BY r.role_id ORDER BY coalesce(p.name, p.code, p.permission_id), p.permission_id) AS place
    FROM role AS r
    JOIN company AS c ON c.company_id = r.company_id AND NOT c.deleted
    JOIN tenant_package AS k ON k.package_id = c.package_id AND NOT k.deleted
    JOIN (SELECT DISTINCT g.role_id, g.permission_id FROM permission_grant AS g) AS d ON d.role_id = r.role_id
    JOIN permission AS p ON p.permission_id = d.permission_id
    LEFT JOIN package_permission AS a ON a.package_id = k.package_id AND a.permission_id = d.permission_id
    WHERE a.permission_id IS NULL AND r.active AND NOT r.deleted AND NOT r.superuser
      AND p.active AND NOT p.deleted AND p.kind <> 'directory'
      AND EXISTS (SELECT 1 FROM package_permission AS b WHERE b.package_id = k.package_id)
) AS x
GROUP BY x.role_id
