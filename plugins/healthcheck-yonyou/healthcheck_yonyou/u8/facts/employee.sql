SELECT
    p.cPsn_Num AS employee_id,
    p.cPsn_Num AS code,
    p.cPsn_Name AS name,
    u.user_id AS user_id,
    NULL AS company_id,
    FALSE AS deleted
FROM hr_hi_person AS p
LEFT JOIN (
    SELECT c.cPsn_Num AS person_id, MIN(c.cUser_Id) AS user_id FROM UserHrPersonContro AS c GROUP BY c.cPsn_Num
) AS u ON u.person_id = p.cPsn_Num
