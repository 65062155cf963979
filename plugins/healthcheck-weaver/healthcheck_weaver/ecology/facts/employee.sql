SELECT
    r.id AS employee_id,
    r.lastname AS name,
    CASE WHEN LENGTH(r.loginid) > 0 THEN r.id END AS user_id,
    NULLIF(r.departmentid, 0) AS org_unit_id,
    NULLIF(r.subcompanyid1, 0) AS company_id,
    NULLIF(r.managerid, 0) AS manager_id,
    CASE WHEN r.status IN (0, 1, 2, 3) THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM HrmResource r
