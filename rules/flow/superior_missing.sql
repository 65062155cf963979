/*
severity = "medium"
subject  = "employee"
effort   = "minutes"
tags     = ["go-live", "people"]
checks   = ["AF06"]
confidence = "likely"

[en]
title   = "Nobody above a person whose documents go to the superior"
message = "{flows:approval flow goes|approval flows go} to the superior of {name}; the superior on record ({superior}) cannot approve."
fix     = "Correct the person's superior, or set what the flow does when there is none (pass on to the administrator)."
[zh]
title   = "上级审批找不到上级"
message = "有 {flows} 条审批流要由 {name} 的上级审批，而登记的上级（{superior}）无法审批。"
fix     = "更正此人的上级，或在流程里设置无上级时的处理方式（如转管理员）。"
*/
-- optional: employee.user_id, user_account.employee_id, org_unit, org_unit.head_employee_id
SELECT e.employee_id, coalesce(nullif(e.name, ''), e.employee_id) AS name,
       coalesce(nullif(m.name, ''), e.manager_id, '-') AS superior, w.flows
FROM employee AS e
CROSS JOIN (
    SELECT count(DISTINCT a.flow_id) AS flows
    FROM flow_approver AS a
    JOIN flow_in_force AS f ON f.flow_id = a.flow_id
    JOIN flow_node AS n ON n.flow_id = a.flow_id AND n.node_id = a.node_id
    WHERE a.kind = 'superior' AND n.approver_required
) AS w
LEFT JOIN employee AS m ON m.employee_id = e.manager_id
WHERE w.flows > 0 AND e.active AND NOT e.deleted
  -- Only who can submit matters …
  AND EXISTS (
      SELECT 1 FROM account_person AS h JOIN acting_account AS u ON u.user_id = h.user_id
      WHERE h.employee_id = e.employee_id
  )
  -- … and only a superior who cannot act: the account is off, or there is none although superiors have accounts here.
  AND NOT EXISTS (
      SELECT 1 FROM account_person AS h JOIN acting_account AS u ON u.user_id = h.user_id
      WHERE h.employee_id = e.manager_id
  )
  -- The top of the organisation has nobody above by nature: it leads people or a unit.
  AND (e.manager_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM employee AS r WHERE r.manager_id = e.employee_id))
  AND (e.manager_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM org_unit AS o WHERE o.head_employee_id = e.employee_id))
  AND EXISTS (SELECT 1 FROM employee AS s WHERE s.manager_id IS NOT NULL)
