-- UA_Group is the table of roles; UA_Role, whatever its name, says who holds them.
SELECT
    g.cGroup_Id AS role_id,
    g.cGroup_Id AS code,
    g.cGroup_Name AS name,
    'role' AS kind,
    NULL AS company_id,
    NULL AS data_scope,
    CASE WHEN h.holder_id IS NULL THEN 0 ELSE 1 END AS superuser,
    TRUE AS active,
    FALSE AS deleted
FROM UA_Group AS g
LEFT JOIN (
    SELECT DISTINCT a.cUser_Id AS holder_id FROM UA_HoldAuth AS a WHERE a.cAuth_Id = 'admin' AND a.iIsUser = 0
) AS h ON h.holder_id = g.cGroup_Id
