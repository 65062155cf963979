SELECT
  p.post_id AS position_id,
  p.post_code AS code,
  p.post_name AS name,
  NULL AS org_unit_id,
  NULL AS company_id,
  COALESCE(p.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  FALSE AS deleted
FROM sys_post AS p
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
