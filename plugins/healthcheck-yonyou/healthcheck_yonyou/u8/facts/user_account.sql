-- nState 0 is normal. Who holds `admin` is head of an account set (账套主管) and passes every check in it.
SELECT
    u.cUser_Id AS user_id,
    u.cUser_Id AS login,
    u.cUser_Name AS name,
    'person' AS kind,
    p.employee_id AS employee_id,
    NULL AS company_id,
    CASE WHEN h.holder_id IS NULL THEN 0 ELSE 1 END AS superuser,
    CASE WHEN u.nState = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM UA_User AS u
LEFT JOIN (
    SELECT DISTINCT a.cUser_Id AS holder_id FROM UA_HoldAuth AS a WHERE a.cAuth_Id = 'admin' AND a.iIsUser = 1
) AS h ON h.holder_id = u.cUser_Id
LEFT JOIN (
    SELECT c.cUser_Id AS holder_id, MIN(c.cPsn_Num) AS employee_id FROM UserHrPersonContro AS c GROUP BY c.cUser_Id
) AS p ON p.holder_id = u.cUser_Id
