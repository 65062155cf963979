-- when: hr_expense_sheet
SELECT
  concat('hr_expense_sheet,', s.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('hr_expense_sheet#', s.id) AS origin
FROM hr_expense_sheet AS s
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_expense' AND d.name = 'group_hr_expense_user'
WHERE s.state = 'submit'

-- when: hr_expense.manager_id
SELECT
  concat('hr_expense,', x.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('hr_expense#', x.id) AS origin
FROM hr_expense AS x
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'hr_expense' AND d.name = 'group_hr_expense_user'
WHERE x.state = 'submitted'
