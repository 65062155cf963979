-- Claims of the HR app that wait for the one approver they name.
SELECT
    CONCAT('Expense Claim,', x.name) AS task_id,
    NULL AS flow_id,
    NULL AS node_id,
    CONCAT('Expense Claim ', x.name) AS name,
    x.expense_approver AS assignee_user_id,
    x.creation AS created_at,
    CONCAT('Expense Claim#', x.name) AS origin
FROM `tabExpense Claim` AS x
WHERE x.docstatus = 0 AND x.approval_status = 'Draft' AND COALESCE(x.expense_approver, '') <> ''
