SELECT
    d.dept_id AS org_unit_id,
    d.name AS code,
    d.name AS name,
    NULLIF(d.pid, 0) AS parent_id,
    NULL AS company_id,
    NULL AS ancestors,
    NULL AS head_user_id,
    NULL AS head_employee_id,
    NULL AS head_name,
    COALESCE(d.enabled, 1) = 1 AS active,
    FALSE AS deleted
FROM sys_dept AS d
