-- Only switches: secrets are kept among the values.
SELECT s.name AS key, CASE WHEN s.ad_client_id = 0 THEN '' ELSE CAST(s.ad_client_id AS VARCHAR(20)) END AS company_id,
    s.name AS name, s.value AS value
FROM ad_sysconfig AS s
WHERE s.value IN ('Y', 'N') AND s.ad_org_id = 0 AND s.isactive = 'Y'
