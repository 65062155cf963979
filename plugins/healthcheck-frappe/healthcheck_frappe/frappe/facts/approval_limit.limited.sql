-- An authorization rule: above its value these people do not submit the document themselves. One for nobody in particular holds
-- for everyone and is nobody's limit of authority; rules on discounts are none on amounts.
SELECT
    r.name AS limit_id,
    r.transaction AS document_type_id,
    CASE WHEN r.system_user > '' THEN 'user' WHEN r.system_role > '' THEN 'role' ELSE 'other' END AS kind,
    COALESCE(NULLIF(r.system_user, ''), NULLIF(r.system_role, ''), 'everyone') AS reference,
    r.value AS amount,
    c.default_currency AS currency,
    NULLIF(r.company, '') AS company_id,
    r.docstatus < 2 AS active
FROM `tabAuthorization Rule` AS r
LEFT JOIN `tabCompany` AS c ON c.name = r.company
WHERE r.based_on = 'Grand Total'
