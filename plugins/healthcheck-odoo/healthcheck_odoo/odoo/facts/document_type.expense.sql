-- when: hr_expense_sheet
SELECT
  'hr.expense.sheet' AS document_type_id,
  'hr.expense.sheet' AS code,
  'Expense Report' AS name,
  TRUE AS critical,
  count(*) AS documents,
  count(*) FILTER (WHERE s.state = 'submit') AS pending,
  TRUE AS active,
  'hr_expense_sheet' AS origin
FROM hr_expense_sheet AS s

-- when: hr_expense.manager_id
SELECT
  'hr.expense' AS document_type_id,
  'hr.expense' AS code,
  'Expense' AS name,
  TRUE AS critical,
  count(*) AS documents,
  count(*) FILTER (WHERE x.state = 'submitted') AS pending,
  TRUE AS active,
  'hr_expense' AS origin
FROM hr_expense AS x
