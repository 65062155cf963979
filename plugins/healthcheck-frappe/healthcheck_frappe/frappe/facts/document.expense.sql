-- Claims of the HR app, with the employee's department; the approver's answer stands apart from the document's status.
SELECT
    CONCAT('Expense Claim,', x.name) AS document_id,
    'Expense Claim' AS document_type_id,
    x.name AS number,
    CASE
        WHEN x.docstatus = 2 THEN 'cancelled'
        WHEN x.approval_status = 'Rejected' THEN 'rejected'
        WHEN x.docstatus = 1 THEN 'approved'
        ELSE 'draft'
    END AS state,
    COALESCE(NULLIF(e.user_id, ''), x.owner) AS created_by_user_id,
    CASE WHEN x.docstatus = 1 AND x.approval_status = 'Approved' THEN NULLIF(x.expense_approver, '') END AS approved_by_user_id,
    NULL AS instance_id,
    x.total_claimed_amount AS amount,
    c.default_currency AS currency,
    NULLIF(x.company, '') AS company_id,
    NULLIF(x.department, '') AS org_unit_id,
    x.creation AS submitted_at,
    CONCAT('Expense Claim#', x.name) AS origin
FROM `tabExpense Claim` AS x
LEFT JOIN `tabCompany` AS c ON c.name = x.company
LEFT JOIN `tabEmployee` AS e ON e.name = x.employee
