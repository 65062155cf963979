SELECT
    g.fk_usergroup AS role_id,
    g.fk_id AS permission_id,
    present(NULLIF(g.entity, 0), NULL) AS company_id,
    CONCAT('llx_usergroup_rights#', g.rowid) AS origin
FROM llx_usergroup_rights AS g
