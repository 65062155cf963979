-- An address may carry a key after the question mark, or a name and password before the @.
SELECT
    CONCAT('Webhook ', h.name) AS interface_id,
    CONCAT(h.webhook_doctype, ' ', h.webhook_docevent) AS name,
    CASE WHEN h.request_url NOT LIKE '%@%' AND h.request_url NOT LIKE '%?%' THEN h.request_url END AS url,
    COALESCE(l.failed, 0) AS failed,
    l.last_failed_at AS last_failed_at,
    COALESCE(h.enabled, 1) = 1 AS active
FROM `tabWebhook` AS h
LEFT JOIN (
    SELECT g.webhook, COUNT(*) AS failed, MAX(g.modified) AS last_failed_at
    FROM `tabWebhook Request Log` AS g
    WHERE g.error IS NOT NULL AND g.error <> ''
    GROUP BY g.webhook
) AS l ON l.webhook = h.name
