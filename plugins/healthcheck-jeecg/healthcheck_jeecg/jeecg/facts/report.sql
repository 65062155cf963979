-- 积木报表 designs. Their SQL is in data sets, which are rows of their own.
SELECT
  r.id AS report_id,
  r.code AS code,
  r.name AS name,
  'jimu' AS kind,
  NULL AS `sql`,
  NULL AS dialect,
  NULL AS data_source,
  w.menu_path AS menu_path,
  COALESCE(u.id, r.create_by) AS owner_user_id,
  r.view_count AS views,
  TRUE AS active,
  COALESCE(r.del_flag, 0) = 1 AS deleted,
  CONCAT('jimu_report#', r.id) AS origin
FROM jimu_report AS r
LEFT JOIN sys_user AS u ON u.username = r.create_by
LEFT JOIN (
  SELECT o.id, MIN(CONCAT_WS(' / ', g.name, p.name, m.name)) AS menu_path
  FROM jimu_report AS o
  JOIN sys_permission AS m ON m.url LIKE CONCAT('/jmreport/view/', o.id, '%') AND COALESCE(m.del_flag, 0) = 0
  LEFT JOIN sys_permission AS p ON p.id = m.parent_id
  LEFT JOIN sys_permission AS g ON g.id = p.parent_id
  GROUP BY o.id
) AS w ON w.id = r.id
