SELECT
    'Version' AS audit_log_id,
    'Version' AS name,
    'DocTypes with Track Changes' AS covers,
    MIN(v.creation) AS oldest_at,
    MAX(v.creation) AS newest_at,
    TRUE AS active,
    'Version' AS origin
FROM `tabVersion` AS v
