/*
severity = "high"
subject  = "org_unit"
effort   = "minutes"
tags     = ["go-live", "leaver"]
confidence = "certain"
checks   = ["OM03"]
verify   = '''
SELECT count(*)
FROM org_unit AS o
WHERE o.org_unit_id = '{org_unit_id}' AND o.head_employee_id IS NOT NULL AND o.active AND NOT o.deleted
  AND NOT EXISTS (
    SELECT 1 FROM employee AS e WHERE e.employee_id = o.head_employee_id AND e.active AND NOT e.deleted
  )
'''

[en]
title   = "Head of a unit has left"
message = "The head of {unit} is {head}, who is missing from the employees or no longer employed."
fix     = "Name the new head and hand over the open tasks of the old one."
[zh]
title   = "部门负责人已离职"
message = "部门 {unit} 的负责人 {head} 不在员工档案中或已离职。"
fix     = "任命新的负责人，并转办原负责人名下的待办。"
*/
SELECT
    o.org_unit_id,
    coalesce(o.name, o.code, o.org_unit_id) AS unit,
    o.head_employee_id,
    coalesce(e.name, e.code, o.head_employee_id) AS head
FROM org_unit AS o
LEFT JOIN employee AS e ON e.employee_id = o.head_employee_id
WHERE o.head_employee_id IS NOT NULL AND o.active AND NOT o.deleted
  AND (e.employee_id IS NULL OR NOT e.active OR e.deleted)
