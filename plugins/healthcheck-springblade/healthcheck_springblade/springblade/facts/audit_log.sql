SELECT
    'blade_log_api' AS audit_log_id,
    '接口日志' AS name,
    'API' AS covers,
    COUNT(*) AS `rows`,
    MIN(l.create_time) AS oldest_at,
    MAX(l.create_time) AS newest_at,
    TRUE AS active,
    'blade_log_api' AS origin
FROM blade_log_api AS l
