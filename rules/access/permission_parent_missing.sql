/*
severity = "low"
subject  = "permission"
effort   = "minutes"
tags     = ["orphan"]
confidence = "certain"
checks   = ["PE08"]
verify   = '''
SELECT count(*)
FROM permission AS p
WHERE p.permission_id = '{permission_id}' AND p.parent_id IS NOT NULL AND p.active AND NOT p.deleted
  AND NOT EXISTS (SELECT 1 FROM permission AS up WHERE up.permission_id = p.parent_id AND NOT up.deleted)
'''

[en]
title   = "Menu hangs under a parent that does not exist"
message = "{permission} hangs under {parent_id}, which does not exist or is deleted."
fix     = "Choose a parent that exists, or delete the entry if the whole branch was given up."
[zh]
title   = "菜单的上级不存在"
message = "{permission} 的上级 {parent_id} 不存在或已删除。"
fix     = "重新选择上级菜单；整个分支已废弃的，直接删除。"
*/
SELECT p.permission_id, coalesce(p.name, p.code, p.permission_id) AS permission, p.kind, p.parent_id
FROM permission AS p
LEFT JOIN permission AS up ON up.permission_id = p.parent_id
WHERE p.parent_id IS NOT NULL AND (up.permission_id IS NULL OR up.deleted) AND p.active AND NOT p.deleted
