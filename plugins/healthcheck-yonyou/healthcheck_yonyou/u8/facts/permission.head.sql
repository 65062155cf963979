-- `admin` makes a person head of an account set and stands in no list.
-- when: UA_Auth.cAuth_Id
SELECT DISTINCT
    h.cAuth_Id AS permission_id,
    h.cAuth_Id AS code,
    '账套主管' AS name,
    'other' AS kind,
    NULL AS open_to_all,
    FALSE AS deleted
FROM UA_HoldAuth AS h
LEFT JOIN UA_Auth AS a ON a.cAuth_Id = h.cAuth_Id
WHERE h.cAuth_Id = 'admin' AND a.cAuth_Id IS NULL
