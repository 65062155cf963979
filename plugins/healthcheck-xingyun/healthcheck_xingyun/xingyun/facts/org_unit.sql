SELECT
    d.id AS org_unit_id,
    d.code AS code,
    d.name AS name,
    NULLIF(d.parent_id, '') AS parent_id,
    NULL AS company_id,
    NULL AS ancestors,
    NULL AS head_user_id,
    NULL AS head_employee_id,
    NULL AS head_name,
    d.available = 1 AS active,
    FALSE AS deleted
FROM sys_dept AS d
