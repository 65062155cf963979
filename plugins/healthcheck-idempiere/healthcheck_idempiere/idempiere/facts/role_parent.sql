-- A role has the rights of those it includes.
SELECT
    i.ad_role_id AS role_id,
    i.included_role_id AS parent_id,
    CONCAT('ad_role_included#', i.ad_role_id) AS origin
FROM ad_role_included AS i
WHERE i.isactive = 'Y'
