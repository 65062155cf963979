-- Suspended people are still employed; Left and Inactive are not at work any more.
SELECT
    e.name AS employee_id,
    COALESCE(NULLIF(e.employee_number, ''), e.name) AS code,
    e.employee_name AS name,
    NULLIF(e.user_id, '') AS user_id,
    NULLIF(e.department, '') AS org_unit_id,
    NULLIF(e.company, '') AS company_id,
    NULLIF(e.reports_to, '') AS manager_id,
    e.date_of_joining AS hired_on,
    e.relieving_date AS left_on,
    e.company_email AS email,
    e.cell_number AS phone,
    COALESCE(e.status, 'Active') NOT IN ('Left', 'Inactive') AS active,
    FALSE AS deleted
FROM `tabEmployee` AS e
