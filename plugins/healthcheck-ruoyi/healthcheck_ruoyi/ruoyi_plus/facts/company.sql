SELECT
  t.tenant_id AS company_id,
  t.tenant_id AS code,
  t.company_name AS name,
  NULL AS parent_id,
  NULLIF(t.package_id, 0) AS package_id, -- none: the platform's own tenant
  t.expire_time AS expires_at,
  NULLIF(t.account_count, -1) AS account_limit, -- -1: as many as it wants
  COALESCE(t.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(t.del_flag, '0') <> '0' AS deleted,
  CONCAT('sys_tenant#', t.id) AS origin
FROM sys_tenant AS t
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
