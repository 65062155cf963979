-- No status column here: a menu is only shown or hidden. `url` is a request path that code answers.
SELECT
  m.menu_id AS permission_id,
  NULLIF(m.perms, '') AS code,
  m.menu_name AS name,
  CASE m.menu_type WHEN 'M' THEN 'directory' WHEN 'C' THEN 'menu' WHEN 'F' THEN 'action' ELSE 'other' END AS kind,
  NULLIF(m.parent_id, 0) AS parent_id,
  NULLIF(NULLIF(m.url, ''), '#') AS target,
  COALESCE(m.visible, s.value, '0') = COALESCE(s.value, '0') AS visible,
  TRUE AS active,
  FALSE AS deleted
FROM sys_menu AS m
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_show_hide' AND v.dict_label IN ('显示', 'Show')
) AS s ON 1 = 1
