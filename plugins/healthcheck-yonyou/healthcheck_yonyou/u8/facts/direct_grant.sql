-- iIsUser 1: held by a person. One row for each account set and year.
SELECT DISTINCT
    h.cUser_Id AS user_id,
    h.cAuth_Id AS permission_id
FROM UA_HoldAuth AS h
WHERE h.iIsUser = 1
