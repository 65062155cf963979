SELECT
    g.ad_user_id AS user_id,
    g.ad_role_id AS role_id,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS source,
    CONCAT('ad_user_roles#', g.ad_user_id) AS origin
FROM ad_user_roles AS g
WHERE g.isactive = 'Y'
