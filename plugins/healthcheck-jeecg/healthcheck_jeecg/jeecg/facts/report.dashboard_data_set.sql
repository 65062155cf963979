-- SQL data sets of the dashboard designer.
SELECT
  d.id AS report_id,
  COALESCE(NULLIF(d.code, ''), d.id) AS code,
  d.name AS name,
  'dashboard data set' AS kind,
  d.query_sql AS `sql`,
  NULL AS dialect,
  COALESCE(NULLIF(s.name, ''), NULLIF(s.code, ''), NULLIF(d.db_source, '')) AS data_source,
  COALESCE(u.id, d.create_by) AS owner_user_id,
  NULL AS views,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('onl_drag_dataset_head#', d.id) AS origin
FROM onl_drag_dataset_head AS d
LEFT JOIN sys_user AS u ON u.username = d.create_by
LEFT JOIN jimu_report_data_source AS s ON s.id = d.db_source
WHERE d.data_type = 'sql' AND d.query_sql IS NOT NULL AND d.query_sql <> ''
