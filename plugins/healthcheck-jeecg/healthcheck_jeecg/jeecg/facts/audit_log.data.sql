-- The log of changed records, kept per table that was set up for it.
SELECT
  CONCAT('sys_data_log:', l.data_table) AS audit_log_id,
  '数据日志' AS name,
  l.data_table AS covers,
  COUNT(*) AS `rows`,
  MIN(l.create_time) AS oldest_at,
  MAX(l.create_time) AS newest_at,
  TRUE AS active,
  CONCAT('sys_data_log[data_table=', l.data_table, ']') AS origin
FROM sys_data_log AS l
WHERE l.data_table IS NOT NULL
GROUP BY l.data_table
