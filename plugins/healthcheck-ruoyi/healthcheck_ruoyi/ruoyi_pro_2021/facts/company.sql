-- when: sys_tenant
SELECT
  t.id AS company_id,
  t.name AS code,
  t.name AS name,
  NULL AS parent_id,
  present(NULLIF(t.package_id, 0), NULL) AS package_id,
  present(t.expire_time, NULL) AS expires_at,
  present(t.account_count, NULL) AS account_limit,
  COALESCE(t.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  t.deleted = 1 AS deleted
FROM sys_tenant AS t
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1

-- when: !sys_tenant
-- One house, no tenants: there is none.
SELECT
  NULL AS company_id,
  NULL AS code,
  NULL AS name,
  NULL AS parent_id,
  NULL AS currency,
  NULL AS package_id,
  NULL AS expires_at,
  NULL AS account_limit,
  TRUE AS active,
  FALSE AS deleted
FROM sys_role AS r
WHERE 1 = 0
