SELECT
    b.c_bpartner_id AS partner_id,
    b.value AS code,
    b.name AS name,
    b.isvendor = 'Y' AS supplier,
    b.iscustomer = 'Y' AS customer,
    NULLIF(b.taxid, '') AS tax_number,
    NULLIF(b.ad_client_id, 0) AS company_id,
    b.isactive = 'Y' AS active,
    FALSE AS deleted
FROM c_bpartner AS b
WHERE b.issummary = 'N' AND (b.isvendor = 'Y' OR b.iscustomer = 'Y')
