-- Tenants. Dictionary tenant_status: 0 frozen, 1 normal. Tenant 0 stands for "no tenant" and has no row.
-- when: sys_tenant.del_flag
SELECT
  t.id AS company_id,
  t.id AS code,
  t.name AS name,
  NULL AS parent_id,
  NULL AS package_id, -- packs are given to people, see role.tenant_pack
  t.end_date AS expires_at,
  NULL AS account_limit,
  CASE WHEN t.status = 0 THEN FALSE ELSE TRUE END AS active,
  COALESCE(t.del_flag, 0) = 1 AS deleted
FROM sys_tenant AS t
-- when: !sys_tenant.del_flag
SELECT
  t.id AS company_id,
  t.id AS code,
  t.name AS name,
  NULL AS parent_id,
  NULL AS package_id, -- packs are given to people, see role.tenant_pack
  t.end_date AS expires_at,
  NULL AS account_limit,
  CASE WHEN t.status = 0 THEN FALSE ELSE TRUE END AS active,
  FALSE AS deleted
FROM sys_tenant AS t
