-- The product's own administrator, number 1, stands in a table of its own; flows and grants point at it.
SELECT
    CASE WHEN x.first_id > 1 THEN 1 END AS user_id,
    'sysadmin' AS login,
    'sysadmin' AS name,
    'system' AS kind,
    NULL AS employee_id,
    NULL AS org_unit_id,
    NULL AS company_id,
    TRUE AS active,
    FALSE AS deleted
FROM (SELECT MIN(r.id) AS first_id FROM HrmResource r) x
WHERE x.first_id > 1
