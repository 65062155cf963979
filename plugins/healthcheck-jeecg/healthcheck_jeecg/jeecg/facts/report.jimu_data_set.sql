-- Data sets of 积木报表 (db_type 0 = SQL). A data set whose report is gone never runs. Shared ones belong to no report.
-- when: jimu_report_db.iz_shared_source
SELECT
  d.id AS report_id,
  CONCAT(COALESCE(r.code, d.jimu_report_id, ''), '/', d.db_code) AS code,
  CONCAT(COALESCE(r.name, ''), '/', COALESCE(d.db_ch_name, d.db_code)) AS name,
  'jimu data set' AS kind,
  d.db_dyn_sql AS `sql`,
  CASE LOWER(d.db_source_type)
    WHEN 'mysql' THEN 'mysql' WHEN 'mariadb' THEN 'mysql' WHEN 'oracle' THEN 'oracle'
    WHEN 'postgresql' THEN 'postgres' WHEN 'sqlserver' THEN 'tsql' ELSE NULL END AS dialect,
  COALESCE(NULLIF(s.name, ''), NULLIF(s.code, ''), NULLIF(d.db_source, '')) AS data_source,
  w.menu_path AS menu_path,
  COALESCE(u.id, r.create_by, d.create_by) AS owner_user_id,
  CASE WHEN r.id IS NOT NULL OR d.iz_shared_source = 1 THEN TRUE ELSE FALSE END AS active,
  COALESCE(r.del_flag, 0) = 1 AS deleted,
  CONCAT('jimu_report_db#', d.id) AS origin
FROM jimu_report_db AS d
LEFT JOIN jimu_report AS r ON r.id = d.jimu_report_id
LEFT JOIN sys_user AS u ON u.username = COALESCE(r.create_by, d.create_by)
LEFT JOIN (
  SELECT o.id, MIN(CONCAT_WS(' / ', g.name, p.name, m.name)) AS menu_path
  FROM jimu_report AS o
  JOIN sys_permission AS m ON m.url LIKE CONCAT('/jmreport/view/', o.id, '%') AND COALESCE(m.del_flag, 0) = 0
  LEFT JOIN sys_permission AS p ON p.id = m.parent_id
  LEFT JOIN sys_permission AS g ON g.id = p.parent_id
  GROUP BY o.id
) AS w ON w.id = d.jimu_report_id
LEFT JOIN jimu_report_data_source AS s ON s.id = d.db_source
WHERE d.db_dyn_sql IS NOT NULL AND d.db_dyn_sql <> '' AND d.db_type = '0'
-- when: !jimu_report_db.iz_shared_source
SELECT
  d.id AS report_id,
  CONCAT(COALESCE(r.code, d.jimu_report_id, ''), '/', d.db_code) AS code,
  CONCAT(COALESCE(r.name, ''), '/', COALESCE(d.db_ch_name, d.db_code)) AS name,
  'jimu data set' AS kind,
  d.db_dyn_sql AS `sql`,
  CASE LOWER(d.db_source_type)
    WHEN 'mysql' THEN 'mysql' WHEN 'mariadb' THEN 'mysql' WHEN 'oracle' THEN 'oracle'
    WHEN 'postgresql' THEN 'postgres' WHEN 'sqlserver' THEN 'tsql' ELSE NULL END AS dialect,
  COALESCE(NULLIF(s.name, ''), NULLIF(s.code, ''), NULLIF(d.db_source, '')) AS data_source,
  w.menu_path AS menu_path,
  COALESCE(u.id, r.create_by, d.create_by) AS owner_user_id,
  r.id IS NOT NULL AS active,
  COALESCE(r.del_flag, 0) = 1 AS deleted,
  CONCAT('jimu_report_db#', d.id) AS origin
FROM jimu_report_db AS d
LEFT JOIN jimu_report AS r ON r.id = d.jimu_report_id
LEFT JOIN sys_user AS u ON u.username = COALESCE(r.create_by, d.create_by)
LEFT JOIN (
  SELECT o.id, MIN(CONCAT_WS(' / ', g.name, p.name, m.name)) AS menu_path
  FROM jimu_report AS o
  JOIN sys_permission AS m ON m.url LIKE CONCAT('/jmreport/view/', o.id, '%') AND COALESCE(m.del_flag, 0) = 0
  LEFT JOIN sys_permission AS p ON p.id = m.parent_id
  LEFT JOIN sys_permission AS g ON g.id = p.parent_id
  GROUP BY o.id
) AS w ON w.id = d.jimu_report_id
LEFT JOIN jimu_report_data_source AS s ON s.id = d.db_source
WHERE d.db_dyn_sql IS NOT NULL AND d.db_dyn_sql <> '' AND d.db_type = '0'
