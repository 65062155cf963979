-- Pages of the dashboard designer (仪表盘); their SQL is in data sets.
-- when: onl_drag_page.del_flag
SELECT
  p.id AS report_id,
  NULLIF(p.path, '') AS code,
  p.name AS name,
  'dashboard' AS kind,
  NULL AS `sql`,
  NULL AS dialect,
  NULL AS data_source,
  w.menu_path AS menu_path,
  COALESCE(u.id, p.create_by) AS owner_user_id,
  p.visits_num AS views,
  TRUE AS active,
  COALESCE(p.del_flag, 0) = 1 AS deleted,
  CONCAT('onl_drag_page#', p.id) AS origin
FROM onl_drag_page AS p
LEFT JOIN sys_user AS u ON u.username = p.create_by
LEFT JOIN (
  SELECT o.id, MIN(CONCAT_WS(' / ', g.name, p.name, m.name)) AS menu_path
  FROM onl_drag_page AS o
  JOIN sys_permission AS m ON m.url LIKE CONCAT('/drag/%view/', o.id, '%') AND COALESCE(m.del_flag, 0) = 0
  LEFT JOIN sys_permission AS p ON p.id = m.parent_id
  LEFT JOIN sys_permission AS g ON g.id = p.parent_id
  GROUP BY o.id
) AS w ON w.id = p.id
-- when: !onl_drag_page.del_flag
SELECT
  p.id AS report_id,
  NULLIF(p.path, '') AS code,
  p.name AS name,
  'dashboard' AS kind,
  NULL AS `sql`,
  NULL AS dialect,
  NULL AS data_source,
  w.menu_path AS menu_path,
  COALESCE(u.id, p.create_by) AS owner_user_id,
  p.visits_num AS views,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('onl_drag_page#', p.id) AS origin
FROM onl_drag_page AS p
LEFT JOIN sys_user AS u ON u.username = p.create_by
LEFT JOIN (
  SELECT o.id, MIN(CONCAT_WS(' / ', g.name, p.name, m.name)) AS menu_path
  FROM onl_drag_page AS o
  JOIN sys_permission AS m ON m.url LIKE CONCAT('/drag/%view/', o.id, '%') AND COALESCE(m.del_flag, 0) = 0
  LEFT JOIN sys_permission AS p ON p.id = m.parent_id
  LEFT JOIN sys_permission AS g ON g.id = p.parent_id
  GROUP BY o.id
) AS w ON w.id = p.id
