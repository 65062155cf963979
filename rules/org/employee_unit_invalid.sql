/*
severity = "medium"
subject  = "employee"
cause    = "org_unit"
effort   = "minutes"
tags     = ["go-live", "orphan"]
confidence = "certain"
checks   = ["OM02"]
verify   = '''
SELECT count(*)
FROM employee AS e
WHERE e.employee_id = '{employee_id}' AND e.org_unit_id IS NOT NULL AND e.active AND NOT e.deleted
  AND NOT EXISTS (
    SELECT 1 FROM org_unit AS o WHERE o.org_unit_id = e.org_unit_id AND o.active AND NOT o.deleted
  )
'''

[en]
title   = "Employee in a unit that is gone"
message = "{name} works in unit {unit}, which is missing, switched off or deleted."
fix     = "Transfer the employee to the unit that took over."
[zh]
title   = "员工所在部门已失效"
message = "员工{name}所在部门 {unit} 不存在、已停用或已删除。"
fix     = "把员工调到承接的新部门。"
*/
SELECT
    e.employee_id,
    e.org_unit_id,
    coalesce(e.name, e.code, e.employee_id) AS name,
    coalesce(o.name, o.code, e.org_unit_id) AS unit
FROM employee AS e
LEFT JOIN org_unit AS o ON o.org_unit_id = e.org_unit_id
WHERE e.org_unit_id IS NOT NULL AND e.active AND NOT e.deleted
  AND (o.org_unit_id IS NULL OR NOT o.active OR o.deleted)
