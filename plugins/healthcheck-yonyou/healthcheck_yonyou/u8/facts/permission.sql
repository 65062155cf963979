SELECT
    a.cAuth_Id AS permission_id,
    a.cAuth_Id AS code,
    a.cAuth_Name AS name,
    'action' AS kind,
    NULL AS open_to_all,
    FALSE AS deleted
FROM UA_Auth AS a
