-- when: t_Group.FGroupID
-- Groups stand in the same table: what has members is a group.
SELECT
    u.FUserID AS user_id,
    u.FName AS login,
    u.FName AS name,
    'person' AS kind,
    NULLIF(u.FEmpID, 0) AS employee_id,
    NULL AS company_id,
    CASE WHEN COALESCE(u.FForbidden, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_User AS u
LEFT JOIN (SELECT DISTINCT g.FGroupID AS group_id FROM t_Group AS g) AS m ON m.group_id = u.FUserID
WHERE m.group_id IS NULL
