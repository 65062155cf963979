/*
severity = "low"
subject  = "role_scope"
cause    = "role"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE02"]
verify   = '''
SELECT count(*)
FROM role_scope AS s
WHERE s.role_id = '{role_id}' AND s.org_unit_id = '{org_unit_id}'
  AND NOT EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}')
'''

[en]
title   = "Data scope of a role that does not exist"
message = "Unit {unit} is in the data scope of role {role_id}, which does not exist."
fix     = "Export the rows of role {role_id}, then delete them."
[zh]
title   = "数据范围属于不存在的角色"
message = "部门 {unit} 列在角色 {role_id} 的数据范围里，但该角色已不存在。"
fix     = "把角色 {role_id} 的数据范围行导出后删除。"
*/
SELECT s.role_id, s.org_unit_id, coalesce(o.name, o.code, s.org_unit_id) AS unit
FROM role_scope AS s
LEFT JOIN role AS r ON r.role_id = s.role_id
LEFT JOIN org_unit AS o ON o.org_unit_id = s.org_unit_id
WHERE r.role_id IS NULL
GROUP BY s.role_id, s.org_unit_id, coalesce(o.name, o.code, s.org_unit_id)
