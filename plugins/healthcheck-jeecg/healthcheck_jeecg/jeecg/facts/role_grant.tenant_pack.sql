-- Who is in which tenant pack. Status 0 is an application that nobody has accepted yet.
-- Only where the packs it names are read.
-- when: sys_tenant_pack_user.status, sys_tenant_pack.id, sys_role.id
SELECT
  g.user_id AS user_id,
  CONCAT('tenant_pack:', g.pack_id) AS role_id,
  NULLIF(g.tenant_id, 0) AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  NULL AS source,
  CONCAT('sys_tenant_pack_user#', g.id) AS origin
FROM sys_tenant_pack_user AS g
WHERE COALESCE(g.status, 1) = 1
-- when: !sys_tenant_pack_user.status, sys_tenant_pack.id, sys_role.id
SELECT
  g.user_id AS user_id,
  CONCAT('tenant_pack:', g.pack_id) AS role_id,
  NULLIF(g.tenant_id, 0) AS company_id,
  NULL AS valid_from,
  NULL AS valid_to,
  NULL AS source,
  CONCAT('sys_tenant_pack_user#', g.id) AS origin
FROM sys_tenant_pack_user AS g
