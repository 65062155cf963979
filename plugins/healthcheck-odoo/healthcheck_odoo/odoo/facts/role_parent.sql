SELECT
  i.gid AS role_id,
  i.hid AS parent_id,
  concat('res_groups_implied_rel#', i.gid, ',', i.hid) AS origin
FROM res_groups_implied_rel AS i
