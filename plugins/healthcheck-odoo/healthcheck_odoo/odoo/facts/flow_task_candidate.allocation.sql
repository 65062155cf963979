-- when: hr_leave_allocation.active
SELECT
  concat('hr_leave_allocation,', a.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('hr_leave_allocation#', a.id) AS origin
FROM hr_leave_allocation AS a
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_holidays' AND d.name = 'group_hr_holidays_user'
WHERE a.state IN ('confirm', 'validate1') AND a.active

-- when: !hr_leave_allocation.active
SELECT
  concat('hr_leave_allocation,', a.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('hr_leave_allocation#', a.id) AS origin
FROM hr_leave_allocation AS a
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_holidays' AND d.name = 'group_hr_holidays_user'
WHERE a.state IN ('confirm', 'validate1')
