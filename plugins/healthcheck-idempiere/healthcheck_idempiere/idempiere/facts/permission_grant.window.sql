-- Only where what it names is read.
-- when: ad_window.ad_window_id
SELECT
    g.ad_role_id AS role_id,
    CONCAT('window:', g.ad_window_id) AS permission_id,
    NULL AS company_id,
    CONCAT('ad_window_access#', g.ad_role_id) AS origin
FROM ad_window_access AS g
WHERE g.isactive = 'Y'
