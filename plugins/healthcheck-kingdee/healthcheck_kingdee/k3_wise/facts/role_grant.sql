SELECT
    g.FUserID AS user_id,
    g.FGroupID AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to
FROM t_Group AS g
