SELECT
    g.user_id AS user_id,
    g.role_id AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS source,
    CONCAT('sys_user_role#', g.id) AS origin
FROM sys_user_role AS g
