SELECT
    g.user_id AS user_id,
    g.role_id AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS source
FROM sys_users_roles AS g
