-- Officers may approve every request, the first step included: it never hangs on an employee without an approver.
SELECT
  concat('hr_leave_type,', t.id) AS flow_id,
  o.step AS node_id,
  'role' AS kind,
  d.res_id AS reference,
  'hr_holidays.group_hr_holidays_user' AS source,
  NULL AS direct,
  concat('hr_leave_type#', t.id) AS origin
FROM hr_leave_type AS t
INNER JOIN (
  VALUES ('manager', 'manager'), ('both', 'manager'), ('hr', 'hr'), ('both', 'hr')
) AS o(validation, step) ON o.validation = t.leave_validation_type
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_holidays' AND d.name = 'group_hr_holidays_user'
