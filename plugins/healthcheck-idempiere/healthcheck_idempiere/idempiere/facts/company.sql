-- 0 is the system itself.
SELECT
    c.ad_client_id AS company_id,
    c.value AS code,
    c.name AS name,
    NULL AS parent_id,
    NULL AS package_id,
    NULL AS expires_at,
    NULL AS account_limit,
    c.isactive = 'Y' AS active,
    FALSE AS deleted
FROM ad_client AS c
WHERE c.ad_client_id > 0
