-- First and last row by key: no scan over a log that may hold millions of wide rows.
SELECT
    'jsh_log' AS audit_log_id,
    '日志管理' AS name,
    NULL AS covers,
    a.create_time AS oldest_at,
    z.create_time AS newest_at,
    TRUE AS active,
    'jsh_log' AS origin
FROM (SELECT MIN(l.id) AS first_id, MAX(l.id) AS last_id FROM jsh_log AS l) AS r
LEFT JOIN jsh_log AS a ON a.id = r.first_id
LEFT JOIN jsh_log AS z ON z.id = r.last_id
