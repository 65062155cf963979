SELECT
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  'role' AS kind,
  d.res_id AS reference,
  'hr_expense.group_hr_expense_user' AS source,
  NULL AS direct,
  concat('ir_model_data#', d.id) AS origin
FROM ir_model_data AS d
WHERE d.model = 'res.groups' AND d.module = 'hr_expense' AND d.name = 'group_hr_expense_user'
