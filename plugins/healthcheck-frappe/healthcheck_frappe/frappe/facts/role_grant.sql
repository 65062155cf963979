-- The same table keeps the roles of reports, pages and role profiles: only rows below a user are grants to people.
SELECT
    h.parent AS user_id,
    h.role AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS source
FROM `tabHas Role` AS h
WHERE h.parenttype = 'User' AND h.role IS NOT NULL AND h.role <> ''
GROUP BY h.parent, h.role
