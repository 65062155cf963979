SELECT
    'jsh_log' AS audit_log_id,
    '日志管理' AS name,
    NULL AS covers,
    COUNT(*) AS `rows`,
    MIN(l.create_time) AS oldest_at,
    MAX(l.create_time) AS newest_at,
    TRUE AS active,
    'jsh_log' AS origin
FROM jsh_log AS l
