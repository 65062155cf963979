-- when: hr_expense_sheet
SELECT
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  'Expense approver' AS name,
  'user_task' AS kind,
  NULL AS parent_id,
  NULL AS attached_to,
  FALSE AS triggered,
  TRUE AS interrupting,
  NULL AS called_code,
  NULL AS multi_instance,
  NULL AS quorum,
  TRUE AS approver_required,
  concat('ir_model#', m.id) AS origin
FROM ir_model AS m
WHERE m.model = 'hr.expense.sheet'

-- when: hr_expense.manager_id
SELECT
  'hr.expense:approval' AS flow_id,
  'approve' AS node_id,
  'Expense approver' AS name,
  'user_task' AS kind,
  NULL AS parent_id,
  NULL AS attached_to,
  FALSE AS triggered,
  TRUE AS interrupting,
  NULL AS called_code,
  NULL AS multi_instance,
  NULL AS quorum,
  TRUE AS approver_required,
  concat('ir_model#', m.id) AS origin
FROM ir_model AS m
WHERE m.model = 'hr.expense'
