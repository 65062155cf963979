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
  COALESCE(u.id, p.create_by) AS owner_user_id,
  p.visits_num AS views,
  TRUE AS active,
  COALESCE(p.del_flag, 0) = 1 AS deleted,
  CONCAT('onl_drag_page#', p.id) AS origin
FROM onl_drag_page AS p
LEFT JOIN sys_user AS u ON u.username = p.create_by
-- when: !onl_drag_page.del_flag
SELECT
  p.id AS report_id,
  NULLIF(p.path, '') AS code,
  p.name AS name,
  'dashboard' AS kind,
  NULL AS `sql`,
  NULL AS dialect,
  NULL AS data_source,
  COALESCE(u.id, p.create_by) AS owner_user_id,
  p.visits_num AS views,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('onl_drag_page#', p.id) AS origin
FROM onl_drag_page AS p
LEFT JOIN sys_user AS u ON u.username = p.create_by
