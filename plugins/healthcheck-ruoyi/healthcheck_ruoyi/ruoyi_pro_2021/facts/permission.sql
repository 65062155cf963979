SELECT
  m.id AS permission_id,
  NULLIF(m.permission, '') AS code,
  m.name AS name,
  CASE m.menu_type WHEN 1 THEN 'directory' WHEN 2 THEN 'menu' WHEN 3 THEN 'action' ELSE 'other' END AS kind,
  NULLIF(m.parent_id, 0) AS parent_id,
  -- A page in front-end code; whether it exists cannot be seen here, so target_found stays unknown.
  COALESCE(NULLIF(m.component, ''), NULLIF(NULLIF(m.path, ''), '#')) AS target,
  TRUE AS visible,
  COALESCE(m.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  m.deleted = 1 AS deleted
FROM sys_menu AS m
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
