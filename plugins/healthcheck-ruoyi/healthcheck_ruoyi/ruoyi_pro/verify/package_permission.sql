-- only: what exists. A member of the packed list that is gone is looked for by its key.
SELECT k.id AS package_id, m.id AS permission_id
FROM system_tenant_package AS k
INNER JOIN system_menu AS m
  ON CONCAT(',', REPLACE(REPLACE(REPLACE(REPLACE(k.menu_ids, '[', ''), ']', ''), '"', ''), ' ', ''), ',') LIKE CONCAT('%,', m.id, ',%')
