-- Online 报表 (cgreport).
SELECT
  r.id AS report_id,
  r.code AS code,
  r.name AS name,
  'online' AS kind,
  r.cgr_sql AS `sql`,
  NULL AS dialect,
  NULLIF(r.db_source, '') AS data_source,
  COALESCE(u.id, r.create_by) AS owner_user_id,
  NULL AS views,
  TRUE AS active,
  FALSE AS deleted,
  CONCAT('onl_cgreport_head#', r.id) AS origin
FROM onl_cgreport_head AS r
LEFT JOIN sys_user AS u ON u.username = r.create_by
