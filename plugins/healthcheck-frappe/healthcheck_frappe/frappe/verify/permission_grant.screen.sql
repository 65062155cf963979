-- Reports and pages; a Custom Role replaces the roles that the report or page names itself.
SELECT h.role AS role_id, CONCAT(h.parenttype, '/', h.parent) AS permission_id, NULL AS company_id
FROM `tabHas Role` AS h
WHERE h.parenttype IN ('Report', 'Page')
