-- 0 stands for all organisations.
SELECT
    o.ad_org_id AS org_unit_id,
    o.value AS code,
    o.name AS name,
    NULLIF(i.parent_org_id, 0) AS parent_id,
    NULLIF(o.ad_client_id, 0) AS company_id,
    NULL AS ancestors,
    NULLIF(i.supervisor_id, 0) AS head_user_id,
    NULL AS head_employee_id,
    NULL AS head_name,
    o.isactive = 'Y' AS active,
    FALSE AS deleted
FROM ad_org AS o
LEFT JOIN ad_orginfo AS i ON i.ad_org_id = o.ad_org_id
WHERE o.ad_org_id > 0
