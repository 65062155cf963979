-- Packages of tenants (租户套餐); what they contain is in packages.py.
SELECT
  k.id AS package_id,
  k.name AS name,
  COALESCE(k.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  k.deleted = 1 AS deleted
FROM system_tenant_package AS k
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
