-- when: hr_expense_sheet
-- Expense approval is built in; who approves stands on the employee or follows from the group.
SELECT
  'hr.expense:approval' AS flow_id,
  'hr.expense:approval' AS code,
  'Expense approval' AS name,
  1 AS version,
  TRUE AS latest,
  'steps' AS notation,
  TRUE AS executable,
  'hr.expense.sheet' AS document_type_id,
  NULL AS company_id,
  NULL AS instances,
  NULL AS deployed_at,
  TRUE AS active,
  FALSE AS deleted,
  concat('ir_model#', m.id) AS origin
FROM ir_model AS m
WHERE m.model = 'hr.expense.sheet'

-- when: hr_expense.manager_id
SELECT
  'hr.expense:approval' AS flow_id,
  'hr.expense:approval' AS code,
  'Expense approval' AS name,
  1 AS version,
  TRUE AS latest,
  'steps' AS notation,
  TRUE AS executable,
  'hr.expense' AS document_type_id,
  NULL AS company_id,
  NULL AS instances,
  NULL AS deployed_at,
  TRUE AS active,
  FALSE AS deleted,
  concat('ir_model#', m.id) AS origin
FROM ir_model AS m
WHERE m.model = 'hr.expense'
