/*
severity = "medium"
subject  = "role_parent"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE04"]
verify   = '''
SELECT count(*)
FROM role_parent AS i
WHERE i.role_id = '{role_id}' AND i.parent_id = '{parent_id}' AND (
    NOT EXISTS (SELECT 1 FROM role AS r WHERE r.role_id = '{role_id}')
    OR NOT EXISTS (SELECT 1 FROM role AS p WHERE p.role_id = '{parent_id}')
  )
'''

[en]
title   = "Inheritance names a role that does not exist"
message = "Role {role} is said to inherit from {parent}, but {missing} does not exist."
fix     = "Grant the role what it was meant to inherit, and delete the dead row."
[zh]
title   = "角色继承关系指向不存在的角色"
message = "角色 {role} 继承自 {parent}，但 {missing} 已不存在。"
fix     = "给该角色补上原本要继承的权限，再删除这条失效关系。"
*/
SELECT
    p.role_id,
    p.parent_id,
    coalesce(r.name, r.code, p.role_id) AS role,
    coalesce(u.name, u.code, p.parent_id) AS parent,
    CASE WHEN u.role_id IS NULL THEN p.parent_id ELSE p.role_id END AS missing
FROM role_parent AS p
LEFT JOIN role AS r ON r.role_id = p.role_id
LEFT JOIN role AS u ON u.role_id = p.parent_id
WHERE r.role_id IS NULL OR u.role_id IS NULL
