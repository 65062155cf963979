-- 积木报表 designs. Their SQL is in data sets, which are rows of their own.
SELECT
  r.id AS report_id,
  r.code AS code,
  r.name AS name,
  'jimu' AS kind,
  NULL AS `sql`,
  NULL AS dialect,
  NULL AS data_source,
  COALESCE(u.id, r.create_by) AS owner_user_id,
  r.view_count AS views,
  TRUE AS active,
  COALESCE(r.del_flag, 0) = 1 AS deleted,
  CONCAT('jimu_report#', r.id) AS origin
FROM jimu_report AS r
LEFT JOIN sys_user AS u ON u.username = r.create_by
