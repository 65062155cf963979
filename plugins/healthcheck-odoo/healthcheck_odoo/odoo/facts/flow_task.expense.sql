-- when: hr_expense_sheet
-- The instant of submission is not kept; the last change is no earlier, so that no wait is overstated.
SELECT
  concat('hr_expense_sheet,', s.id) AS task_id,
  concat('hr_expense_sheet,', s.id) AS instance_id,
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  s.name AS name,
  s.user_id AS assignee_user_id,
  s.write_date AS created_at,
  NULL AS due_at,
  concat('hr_expense_sheet#', s.id) AS origin
FROM hr_expense_sheet AS s
WHERE s.state = 'submit'

-- when: hr_expense.manager_id
SELECT
  concat('hr_expense,', x.id) AS task_id,
  concat('hr_expense,', x.id) AS instance_id,
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  x.name AS name,
  x.manager_id AS assignee_user_id,
  x.write_date AS created_at,
  NULL AS due_at,
  concat('hr_expense#', x.id) AS origin
FROM hr_expense AS x
WHERE x.state = 'submitted'
