-- Packages of tenants (租户套餐); what they contain is in packages.py.
SELECT
  k.package_id AS package_id,
  k.package_name AS name,
  COALESCE(k.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(k.del_flag, '0') <> '0' AS deleted
FROM sys_tenant_package AS k
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
