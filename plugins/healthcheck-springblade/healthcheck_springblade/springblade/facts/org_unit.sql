SELECT
    d.id AS org_unit_id,
    d.dept_name AS code,
    COALESCE(NULLIF(d.full_name, ''), d.dept_name) AS name,
    NULLIF(d.parent_id, 0) AS parent_id,
    NULLIF(d.tenant_id, '') AS company_id,
    CASE
        WHEN d.ancestors = '0' THEN ''
        WHEN d.ancestors LIKE '0,%' THEN SUBSTRING(d.ancestors, 3) -- 0 is the product's mark above the roots
        ELSE d.ancestors
    END AS ancestors,
    NULL AS head_user_id,
    NULL AS head_employee_id,
    NULL AS head_name,
    TRUE AS active,
    COALESCE(d.is_deleted, 0) <> 0 AS deleted
FROM blade_dept AS d
