-- An order names no department: it is that of the employee who entered it. Amounts are in the company's currency.
SELECT
    CONCAT('Purchase Order,', o.name) AS document_id,
    'Purchase Order' AS document_type_id,
    o.name AS number,
    CASE o.docstatus WHEN 0 THEN 'draft' WHEN 1 THEN 'approved' ELSE 'cancelled' END AS state,
    o.owner AS created_by_user_id,
    NULL AS approved_by_user_id,
    NULL AS instance_id,
    o.base_grand_total AS amount,
    c.default_currency AS currency,
    NULLIF(o.company, '') AS company_id,
    e.department AS org_unit_id,
    o.creation AS submitted_at,
    CONCAT('Purchase Order#', o.name) AS origin
FROM `tabPurchase Order` AS o
LEFT JOIN `tabCompany` AS c ON c.name = o.company
LEFT JOIN (
    SELECT x.user_id, MIN(NULLIF(x.department, '')) AS department
    FROM `tabEmployee` AS x
    WHERE x.status = 'Active'
    GROUP BY x.user_id
) AS e ON e.user_id = o.owner
