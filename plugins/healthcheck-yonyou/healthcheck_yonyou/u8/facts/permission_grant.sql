-- iIsUser 0: held by a role. One row for each account set and year.
SELECT DISTINCT
    h.cUser_Id AS role_id,
    h.cAuth_Id AS permission_id
FROM UA_HoldAuth AS h
WHERE h.iIsUser = 0
