SELECT
  p.id AS position_id,
  p.code AS code,
  p.name AS name,
  NULL AS org_unit_id,
  NULLIF(p.tenant_id, 0) AS company_id,
  COALESCE(p.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  p.deleted = 1 AS deleted
FROM sys_post AS p
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
