SELECT
    g.fk_user AS user_id,
    g.fk_usergroup AS role_id,
    NULLIF(g.entity, 0) AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    NULL AS source,
    CONCAT('llx_usergroup_user#', g.rowid) AS origin
FROM llx_usergroup_user AS g
