/*
severity = "high"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["OM01"]
verify   = '''
SELECT count(*)
FROM org_unit AS u
WHERE u.org_unit_id = '{org_unit_id}' AND u.parent_id IS NOT NULL AND u.active AND NOT u.deleted
  AND NOT EXISTS (SELECT 1 FROM org_unit AS p WHERE p.org_unit_id = u.parent_id AND NOT p.deleted)
'''

[en]
title   = "Unit under a parent that does not exist"
message = "{unit} hangs under {parent_id}, which does not exist or is deleted."
fix     = "Move the unit under a live one, then save it on screen so that the product rebuilds its path."
[zh]
title   = "部门的上级不存在"
message = "部门 {unit} 的上级 {parent_id} 不存在或已删除。"
fix     = "把它挂到有效的上级部门下，并在界面上保存一次，让系统重算层级路径。"
*/
SELECT u.org_unit_id, coalesce(u.name, u.code, u.org_unit_id) AS unit, u.parent_id
FROM org_unit AS u
LEFT JOIN org_unit AS p ON p.org_unit_id = u.parent_id
WHERE u.parent_id IS NOT NULL AND (p.org_unit_id IS NULL OR p.deleted) AND u.active AND NOT u.deleted
