-- when: hr_expense_sheet
SELECT
  concat('hr.expense.sheet,', s.id) AS document_id,
  'hr.expense.sheet' AS document_type_id,
  concat(s.name, ' #', s.id) AS number,
  'in_approval' AS state,
  COALESCE(e.user_id, s.create_uid) AS created_by_user_id,
  NULL AS approved_by_user_id,
  concat('hr_expense_sheet,', s.id) AS instance_id,
  s.total_amount AS amount,
  cur.name AS currency,
  s.company_id AS company_id,
  s.department_id AS org_unit_id,
  s.write_date AS submitted_at,
  concat('hr_expense_sheet#', s.id) AS origin
FROM hr_expense_sheet AS s
LEFT JOIN hr_employee AS e ON e.id = s.employee_id
LEFT JOIN res_currency AS cur ON cur.id = s.currency_id
WHERE s.state = 'submit'

-- when: hr_expense.manager_id
SELECT
  concat('hr.expense,', x.id) AS document_id,
  'hr.expense' AS document_type_id,
  concat(x.name, ' #', x.id) AS number,
  'in_approval' AS state,
  COALESCE(e.user_id, x.create_uid) AS created_by_user_id,
  NULL AS approved_by_user_id,
  concat('hr_expense,', x.id) AS instance_id,
  x.total_amount_currency AS amount,
  cur.name AS currency,
  x.company_id AS company_id,
  present(v.department_id, e.department_id) AS org_unit_id,
  x.write_date AS submitted_at,
  concat('hr_expense#', x.id) AS origin
FROM hr_expense AS x
LEFT JOIN hr_employee AS e ON e.id = x.employee_id
LEFT JOIN hr_version AS v ON v.id = e.current_version_id
LEFT JOIN res_currency AS cur ON cur.id = x.currency_id
WHERE x.state = 'submitted'
