-- Online 报表 (cgreport).
SELECT
  r.id AS report_id,
  r.code AS code,
  r.name AS name,
  'online' AS kind,
  r.cgr_sql AS `sql`,
  NULL AS dialect,
  NULLIF(r.db_source, '') AS data_source,
  w.menu_path AS menu_path,
  COALESCE(u.id, r.create_by) AS owner_user_id,
  NULL AS views,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('onl_cgreport_head#', r.id) AS origin
FROM onl_cgreport_head AS r
LEFT JOIN sys_user AS u ON u.username = r.create_by
LEFT JOIN (
  SELECT o.id, MIN(CONCAT_WS(' / ', g.name, p.name, m.name)) AS menu_path
  FROM onl_cgreport_head AS o
  JOIN sys_permission AS m ON m.url LIKE CONCAT('/online/cgreport/', o.id, '%') AND COALESCE(m.del_flag, 0) = 0
  LEFT JOIN sys_permission AS p ON p.id = m.parent_id
  LEFT JOIN sys_permission AS g ON g.id = p.parent_id
  GROUP BY o.id
) AS w ON w.id = r.id
