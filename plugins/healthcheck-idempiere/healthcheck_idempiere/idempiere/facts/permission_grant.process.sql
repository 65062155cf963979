-- Only where what it names is read.
-- when: ad_process.ad_process_id
SELECT
    g.ad_role_id AS role_id,
    CONCAT('process:', g.ad_process_id) AS permission_id,
    NULL AS company_id,
    CONCAT('ad_process_access#', g.ad_role_id) AS origin
FROM ad_process_access AS g
WHERE g.isactive = 'Y'
