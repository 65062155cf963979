-- when: hr_leave.active
SELECT
  concat('hr_leave,', l.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_holidays' AND d.name = 'group_hr_holidays_user'
WHERE l.state IN ('confirm', 'validate1') AND l.active

-- when: !hr_leave.active
SELECT
  concat('hr_leave,', l.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_holidays' AND d.name = 'group_hr_holidays_user'
WHERE l.state IN ('confirm', 'validate1')
