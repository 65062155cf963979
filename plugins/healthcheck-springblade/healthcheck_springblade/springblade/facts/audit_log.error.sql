-- First and last row by key: no scan over a log that may hold millions of wide rows.
SELECT
    'blade_log_error' AS audit_log_id,
    '错误日志' AS name,
    'errors' AS covers,
    a.create_time AS oldest_at,
    z.create_time AS newest_at,
    TRUE AS active,
    'blade_log_error' AS origin
FROM (SELECT MIN(l.id) AS first_id, MAX(l.id) AS last_id FROM blade_log_error AS l) AS r
LEFT JOIN blade_log_error AS a ON a.id = r.first_id
LEFT JOIN blade_log_error AS z ON z.id = r.last_id
