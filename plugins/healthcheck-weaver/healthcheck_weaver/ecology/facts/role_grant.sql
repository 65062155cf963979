SELECT DISTINCT
    m.resourceid AS user_id,
    m.roleid AS role_id
FROM HrmRoleMembers m
