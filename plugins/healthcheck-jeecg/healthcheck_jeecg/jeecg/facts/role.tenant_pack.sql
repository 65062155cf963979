-- Product packs of a tenant (租户产品包): users are put into a pack and get its menus. A pack nobody is in is on offer.
-- Only together with the system's roles, as role.department, and where it can be told who is in a pack.
-- when: sys_role.id, sys_tenant_pack_user.pack_id
SELECT
  CONCAT('tenant_pack:', p.id) AS role_id,
  COALESCE(p.pack_code, p.id) AS code,
  p.pack_name AS name,
  CASE WHEN u.pack_id IS NULL THEN 'template' ELSE 'role' END AS kind,
  NULLIF(p.tenant_id, 0) AS company_id,
  NULL AS data_scope,
  FALSE AS superuser,
  CASE WHEN p.status = '0' THEN FALSE ELSE TRUE END AS active,
  FALSE AS deleted,
  CONCAT('sys_tenant_pack#', p.id) AS origin
FROM sys_tenant_pack AS p
LEFT JOIN (SELECT DISTINCT m.pack_id FROM sys_tenant_pack_user AS m) AS u ON u.pack_id = p.id
