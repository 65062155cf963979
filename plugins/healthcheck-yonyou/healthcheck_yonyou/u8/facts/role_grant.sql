SELECT
    r.cUser_Id AS user_id,
    r.cGroup_Id AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to
FROM UA_Role AS r
