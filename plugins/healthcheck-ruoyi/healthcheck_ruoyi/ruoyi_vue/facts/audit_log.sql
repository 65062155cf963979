-- First and last row by key: no scan over a log that may hold millions of wide rows.
SELECT
  'sys_oper_log' AS audit_log_id,
  '操作日志' AS name,
  'methods annotated with @Log' AS covers,
  a.oper_time AS oldest_at,
  z.oper_time AS newest_at,
  TRUE AS active,
  'sys_oper_log' AS origin
FROM (SELECT MIN(o.oper_id) AS first_id, MAX(o.oper_id) AS last_id FROM sys_oper_log AS o) AS r
LEFT JOIN sys_oper_log AS a ON a.oper_id = r.first_id
LEFT JOIN sys_oper_log AS z ON z.oper_id = r.last_id
