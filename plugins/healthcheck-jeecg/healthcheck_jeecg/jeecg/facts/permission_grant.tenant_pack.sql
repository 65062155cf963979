-- Which tenant pack carries which menu or button.
-- Only where the packs it names are read.
-- when: sys_tenant_pack.id, sys_role.id, sys_tenant_pack_user.pack_id
SELECT
  CONCAT('tenant_pack:', g.pack_id) AS role_id,
  g.permission_id AS permission_id,
  NULL AS company_id,
  CONCAT('sys_tenant_pack_perms#', g.id) AS origin
FROM sys_tenant_pack_perms AS g
