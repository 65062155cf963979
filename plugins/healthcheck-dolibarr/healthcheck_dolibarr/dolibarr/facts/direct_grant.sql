SELECT g.fk_user AS user_id, g.fk_id AS permission_id, CONCAT('llx_user_rights#', g.rowid) AS origin
FROM llx_user_rights AS g
