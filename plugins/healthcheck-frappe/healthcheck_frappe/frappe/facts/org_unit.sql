SELECT
    d.name AS org_unit_id,
    d.name AS code,
    d.department_name AS name,
    NULLIF(d.parent_department, '') AS parent_id,
    NULLIF(d.company, '') AS company_id,
    NULL AS ancestors,
    NULL AS head_user_id,
    NULL AS head_employee_id,
    NULL AS head_name,
    COALESCE(d.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabDepartment` AS d
