SELECT
  t.id AS company_id,
  t.name AS code,
  t.name AS name,
  NULL AS parent_id,
  NULLIF(t.package_id, 0) AS package_id, -- 0: the platform's own tenant
  t.expire_time AS expires_at,
  t.account_count AS account_limit,
  COALESCE(t.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  t.deleted = 1 AS deleted
FROM system_tenant AS t
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
