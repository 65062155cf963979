SELECT
    b.c_bpartner_id AS employee_id,
    b.value AS code,
    b.name AS name,
    u.ad_user_id AS user_id,
    NULLIF(b.ad_org_id, 0) AS org_unit_id,
    NULLIF(b.ad_client_id, 0) AS company_id,
    b.isactive = 'Y' AS active,
    FALSE AS deleted
FROM c_bpartner AS b
LEFT JOIN (
    SELECT n.c_bpartner_id, MIN(n.ad_user_id) AS ad_user_id FROM ad_user AS n GROUP BY n.c_bpartner_id
) AS u ON u.c_bpartner_id = b.c_bpartner_id
WHERE b.isemployee = 'Y'
