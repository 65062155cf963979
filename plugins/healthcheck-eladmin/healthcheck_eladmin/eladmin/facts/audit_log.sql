-- First and last row by key: no scan over a log that may hold millions of wide rows.
SELECT
    'sys_log' AS audit_log_id,
    '操作日志' AS name,
    NULL AS covers,
    a.create_time AS oldest_at,
    z.create_time AS newest_at,
    TRUE AS active,
    'sys_log' AS origin
FROM (SELECT MIN(l.log_id) AS first_id, MAX(l.log_id) AS last_id FROM sys_log AS l) AS r
LEFT JOIN sys_log AS a ON a.log_id = r.first_id
LEFT JOIN sys_log AS z ON z.log_id = r.last_id
