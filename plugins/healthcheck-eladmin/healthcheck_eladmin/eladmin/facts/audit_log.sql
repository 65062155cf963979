SELECT
    'sys_log' AS audit_log_id,
    '操作日志' AS name,
    NULL AS covers,
    COUNT(*) AS `rows`,
    MIN(l.create_time) AS oldest_at,
    MAX(l.create_time) AS newest_at,
    TRUE AS active,
    'sys_log' AS origin
FROM sys_log AS l
