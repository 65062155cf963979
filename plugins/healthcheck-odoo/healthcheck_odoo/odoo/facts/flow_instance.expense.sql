-- when: hr_expense_sheet
SELECT
  concat('hr_expense_sheet,', s.id) AS instance_id,
  'hr.expense:approval' AS flow_id,
  concat('hr.expense.sheet,', s.id) AS business_key,
  'hr.expense.sheet' AS document_type_id,
  COALESCE(e.user_id, s.create_uid) AS starter_user_id,
  s.create_date AS started_at,
  CASE WHEN s.state <> 'submit' THEN s.write_date END AS ended_at,
  CASE s.state WHEN 'submit' THEN 'running' WHEN 'cancel' THEN 'cancelled' ELSE 'finished' END AS state,
  s.state = 'submit' AS waiting,
  concat('hr_expense_sheet#', s.id) AS origin
FROM hr_expense_sheet AS s
LEFT JOIN hr_employee AS e ON e.id = s.employee_id
WHERE s.state <> 'draft'

-- when: hr_expense.manager_id
SELECT
  concat('hr_expense,', x.id) AS instance_id,
  'hr.expense:approval' AS flow_id,
  concat('hr.expense,', x.id) AS business_key,
  'hr.expense' AS document_type_id,
  COALESCE(e.user_id, x.create_uid) AS starter_user_id,
  x.create_date AS started_at,
  CASE WHEN x.state <> 'submitted' THEN x.write_date END AS ended_at,
  CASE x.state WHEN 'submitted' THEN 'running' WHEN 'refused' THEN 'cancelled' ELSE 'finished' END AS state,
  x.state = 'submitted' AS waiting,
  concat('hr_expense#', x.id) AS origin
FROM hr_expense AS x
LEFT JOIN hr_employee AS e ON e.id = x.employee_id
WHERE x.state <> 'draft'
