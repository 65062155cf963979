-- First and last row by key: no scan over a log that may hold millions of wide rows.
SELECT
  'sys_operate_log' AS audit_log_id,
  '操作日志' AS name,
  'methods annotated with @LogRecord or @OperateLog' AS covers,
  a.create_time AS oldest_at,
  z.create_time AS newest_at,
  TRUE AS active,
  'sys_operate_log' AS origin
FROM (SELECT MIN(o.id) AS first_id, MAX(o.id) AS last_id FROM sys_operate_log AS o) AS r
LEFT JOIN sys_operate_log AS a ON a.id = r.first_id
LEFT JOIN sys_operate_log AS z ON z.id = r.last_id
