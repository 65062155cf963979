/*
severity = "low"
subject  = "role_scope"
cause    = "role"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE10"]
verify   = '''
SELECT count(*)
FROM role_scope AS s
WHERE s.role_id = '{role_id}' AND s.org_unit_id = '{org_unit_id}'
  AND NOT EXISTS (SELECT 1 FROM org_unit AS o WHERE o.org_unit_id = '{org_unit_id}' AND NOT o.deleted)
'''

[en]
title   = "Data scope names a unit that does not exist"
message = "The data scope of role {role} names unit {org_unit_id}, which does not exist or is deleted."
fix     = "Open the data scope of the role and choose the units anew; the successor of the closed unit is easily forgotten."
[zh]
title   = "数据范围里的部门已不存在"
message = "角色 {role} 的数据范围包含部门 {org_unit_id}，该部门不存在或已删除。"
fix     = "打开该角色的数据范围重新勾选部门，别漏了撤并之后的新部门。"
*/
SELECT s.role_id, s.org_unit_id, coalesce(r.name, r.code, s.role_id) AS role
FROM role_scope AS s
JOIN role AS r ON r.role_id = s.role_id
LEFT JOIN org_unit AS o ON o.org_unit_id = s.org_unit_id
WHERE (o.org_unit_id IS NULL OR o.deleted) AND NOT r.deleted
GROUP BY s.role_id, s.org_unit_id, coalesce(r.name, r.code, s.role_id)
