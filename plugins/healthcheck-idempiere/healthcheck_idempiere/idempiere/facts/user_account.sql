-- The table also holds the contacts of partners: an account is who has a password or a role. 0 and 100 are the product's own.
SELECT
    u.ad_user_id AS user_id,
    u.name AS login,
    COALESCE(NULLIF(u.description, ''), u.name) AS name,
    CASE WHEN u.ad_user_id IN (0, 10, 100) THEN 'system' ELSE 'person' END AS kind,
    CASE WHEN b.isemployee = 'Y' THEN b.c_bpartner_id END AS employee_id,
    NULLIF(u.ad_org_id, 0) AS org_unit_id,
    NULLIF(u.ad_client_id, 0) AS company_id,
    FALSE AS superuser,
    NULLIF(u.email, '') AS email,
    NULLIF(u.phone, '') AS phone,
    u.created AS created_at,
    u.datelastlogin AS last_login_at,
    NULL AS valid_until,
    u.isactive = 'Y' AND COALESCE(u.islocked, 'N') <> 'Y' AS active,
    FALSE AS deleted
FROM ad_user AS u
LEFT JOIN c_bpartner AS b ON b.c_bpartner_id = u.c_bpartner_id
LEFT JOIN (SELECT DISTINCT g.ad_user_id FROM ad_user_roles AS g) AS r ON r.ad_user_id = u.ad_user_id
WHERE u.password IS NOT NULL OR r.ad_user_id IS NOT NULL
