SELECT
    'op_logs' AS audit_log_id,
    '操作日志' AS name,
    NULL AS covers,
    MIN(l.create_time) AS oldest_at,
    MAX(l.create_time) AS newest_at,
    TRUE AS active,
    'op_logs' AS origin
FROM op_logs AS l
