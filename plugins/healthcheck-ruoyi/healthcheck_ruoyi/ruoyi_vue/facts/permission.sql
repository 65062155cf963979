SELECT
  m.menu_id AS permission_id,
  NULLIF(m.perms, '') AS code,
  m.menu_name AS name,
  CASE m.menu_type WHEN 'M' THEN 'directory' WHEN 'C' THEN 'menu' WHEN 'F' THEN 'action' ELSE 'other' END AS kind,
  NULLIF(m.parent_id, 0) AS parent_id,
  -- A page in front-end code; whether it exists cannot be seen here, so target_found stays unknown.
  COALESCE(NULLIF(m.component, ''), NULLIF(NULLIF(m.path, ''), '#')) AS target,
  COALESCE(m.visible, s.value, '0') = COALESCE(s.value, '0') AS visible,
  COALESCE(m.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  FALSE AS deleted
FROM sys_menu AS m
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_show_hide' AND v.dict_label IN ('显示', 'Show')
) AS s ON 1 = 1
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
