/*
severity = "medium"
subject  = "permission"
effort   = "hours"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["PE11"]
verify   = '''
SELECT count(*)
FROM permission AS p
WHERE p.permission_id = '{permission_id}' AND p.active AND NOT p.deleted AND NOT p.target_found
'''

[en]
title   = "Permission opens something that does not exist"
message = "{permission} points at {target}, which does not exist."
fix     = "Point it at the right object, or delete it. If the object belongs to a module that was removed, remove the rest of it too."
[zh]
title   = "权限指向的对象不存在"
message = "{permission} 指向 {target}，但该对象不存在。"
fix     = "改为正确的对象，或删除该权限；若是卸载模块留下的，请把残留一并清理。"
*/
SELECT p.permission_id, coalesce(p.name, p.code, p.permission_id) AS permission, p.kind, p.target
FROM permission AS p
WHERE p.target_found = FALSE AND p.active AND NOT p.deleted
