-- status: 0 to 3 at work, 4 to 7 gone. Who has no sign-in name is a person without account.
SELECT
    r.id AS user_id,
    r.loginid AS login,
    r.lastname AS name,
    'person' AS kind,
    r.id AS employee_id,
    NULLIF(r.departmentid, 0) AS org_unit_id,
    NULLIF(r.subcompanyid1, 0) AS company_id,
    CASE WHEN r.status IN (0, 1, 2, 3) THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM HrmResource r
WHERE LENGTH(r.loginid) > 0
