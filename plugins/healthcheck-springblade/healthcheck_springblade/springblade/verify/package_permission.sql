-- only: what exists. A member of the packed list that is gone is looked for by its key.
SELECT k.id AS package_id, m.id AS permission_id
FROM blade_tenant_package AS k
INNER JOIN blade_menu AS m ON CONCAT(',', REPLACE(k.menu_id, ' ', ''), ',') LIKE CONCAT('%,', m.id, ',%')
