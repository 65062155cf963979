SELECT
    'Email Queue' AS interface_id,
    'Email Queue' AS name,
    COALESCE(SUM(CASE WHEN q.status IN ('Not Sent', 'Sending') THEN 1 ELSE 0 END), 0) AS waiting,
    COALESCE(SUM(CASE WHEN q.status IN ('Error', 'Partially Errored') THEN 1 ELSE 0 END), 0) AS failed,
    MAX(CASE WHEN q.status IN ('Error', 'Partially Errored') THEN q.modified END) AS last_failed_at,
    TRUE AS active,
    'Email Queue' AS origin
FROM `tabEmail Queue` AS q
