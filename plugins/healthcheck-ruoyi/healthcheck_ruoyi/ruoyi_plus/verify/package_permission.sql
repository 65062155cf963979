-- only: what exists. A member of the packed list that is gone is looked for by its key.
SELECT k.package_id AS package_id, m.menu_id AS permission_id
FROM sys_tenant_package AS k
INNER JOIN sys_menu AS m
  ON CONCAT(',', REPLACE(REPLACE(REPLACE(REPLACE(k.menu_ids, '[', ''), ']', ''), '"', ''), ' ', ''), ',') LIKE CONCAT('%,', m.menu_id, ',%')
