-- 0 is System Administrator. A master role only lends its rights to others and is held by nobody.
SELECT
    r.ad_role_id AS role_id,
    r.name AS code,
    r.name AS name,
    CASE WHEN r.ad_role_id = 0 THEN 'system' WHEN r.ismasterrole = 'Y' THEN 'template' ELSE 'role' END AS kind,
    NULLIF(r.ad_client_id, 0) AS company_id,
    CASE WHEN r.isaccessallorgs = 'Y' THEN 'all' ELSE 'other' END AS data_scope,
    r.ad_role_id = 0 AS superuser,
    r.isactive = 'Y' AS active,
    FALSE AS deleted
FROM ad_role AS r
