SELECT
    u.FUserID AS role_id,
    u.FName AS code,
    u.FName AS name,
    'role' AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    CASE WHEN COALESCE(u.FForbidden, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_User AS u
JOIN (SELECT DISTINCT g.FGroupID AS group_id FROM t_Group AS g) AS m ON m.group_id = u.FUserID
