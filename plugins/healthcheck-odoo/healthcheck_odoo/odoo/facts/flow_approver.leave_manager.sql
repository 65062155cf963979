SELECT
  concat('hr_leave_type,', t.id) AS flow_id,
  'manager' AS node_id,
  'expression' AS kind,
  'employee_id.leave_manager_id' AS reference,
  'hr_employee.leave_manager_id' AS source,
  NULL AS direct,
  concat('hr_leave_type#', t.id) AS origin
FROM hr_leave_type AS t
WHERE t.leave_validation_type IN ('manager', 'both')
