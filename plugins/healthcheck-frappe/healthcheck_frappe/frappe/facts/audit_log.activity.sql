SELECT
    'Activity Log' AS audit_log_id,
    'Activity Log' AS name,
    'Login, Logout' AS covers,
    MIN(a.creation) AS oldest_at,
    MAX(a.creation) AS newest_at,
    TRUE AS active,
    'Activity Log' AS origin
FROM `tabActivity Log` AS a
