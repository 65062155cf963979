-- when: hr_employee.expense_manager_id, hr_expense_sheet
SELECT
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  'expression' AS kind,
  'employee_id.expense_manager_id' AS reference,
  'hr_employee.expense_manager_id' AS source,
  NULL AS direct,
  concat('ir_model#', m.id) AS origin
FROM ir_model AS m
WHERE m.model = 'hr.expense.sheet'

-- when: hr_employee.expense_manager_id
SELECT
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  'expression' AS kind,
  'employee_id.expense_manager_id' AS reference,
  'hr_employee.expense_manager_id' AS source,
  NULL AS direct,
  concat('ir_model#', m.id) AS origin
FROM ir_model AS m
WHERE m.model = 'hr.expense'
