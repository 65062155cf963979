SELECT
    CONCAT('Integration Request ', r.service) AS interface_id,
    r.service AS name,
    r.waiting AS waiting,
    r.failed AS failed,
    r.last_failed_at AS last_failed_at,
    TRUE AS active,
    'Integration Request' AS origin
FROM (
    SELECT
        COALESCE(NULLIF(q.integration_request_service, ''), '-') AS service,
        SUM(CASE WHEN q.status = 'Queued' THEN 1 ELSE 0 END) AS waiting,
        SUM(CASE WHEN q.status = 'Failed' THEN 1 ELSE 0 END) AS failed,
        MAX(CASE WHEN q.status = 'Failed' THEN q.modified END) AS last_failed_at
    FROM `tabIntegration Request` AS q
    GROUP BY COALESCE(NULLIF(q.integration_request_service, ''), '-')
) AS r
