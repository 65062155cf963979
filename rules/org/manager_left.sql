/*
severity = "medium"
subject  = "employee"
cause    = "employee"
effort   = "minutes"
tags     = ["go-live", "leaver"]
confidence = "certain"
checks   = ["AF06"]
verify   = '''
SELECT count(*)
FROM employee AS e
WHERE e.employee_id = '{employee_id}' AND e.manager_id IS NOT NULL AND e.active AND NOT e.deleted
  AND NOT EXISTS (
    SELECT 1 FROM employee AS m WHERE m.employee_id = e.manager_id AND m.active AND NOT m.deleted
  )
'''

[en]
title   = "Superior has left"
message = "{name} reports to {manager}, who is missing or no longer employed."
fix     = "Enter the new superior. Approvals that climb the line stop here until then."
[zh]
title   = "直接上级已离职"
message = "员工{name}的直接上级 {manager} 不存在或已离职。"
fix     = "改填新的上级；在此之前，逐级上报的审批到这里就断了。"
*/
SELECT
    e.employee_id,
    e.manager_id AS cause_key,
    e.manager_id,
    coalesce(e.name, e.code, e.employee_id) AS name,
    coalesce(m.name, m.code, e.manager_id) AS manager
FROM employee AS e
LEFT JOIN employee AS m ON m.employee_id = e.manager_id
WHERE e.manager_id IS NOT NULL AND e.active AND NOT e.deleted
  AND (m.employee_id IS NULL OR NOT m.active OR m.deleted)
