-- Whoever an authorization rule names as approver submits whatever is above its value.
SELECT
    CONCAT(r.name, ':approver') AS limit_id,
    r.transaction AS document_type_id,
    CASE WHEN r.approving_user > '' THEN 'user' ELSE 'role' END AS kind,
    COALESCE(NULLIF(r.approving_user, ''), r.approving_role) AS reference,
    NULL AS amount,
    c.default_currency AS currency,
    NULLIF(r.company, '') AS company_id,
    r.docstatus < 2 AS active,
    CONCAT('Authorization Rule#', r.name) AS origin
FROM `tabAuthorization Rule` AS r
LEFT JOIN `tabCompany` AS c ON c.name = r.company
WHERE r.based_on = 'Grand Total' AND (r.approving_user > '' OR r.approving_role > '')
