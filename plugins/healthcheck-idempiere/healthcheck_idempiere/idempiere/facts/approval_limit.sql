-- What a role may approve by itself; roles without an amount approve nothing.
SELECT
    r.ad_role_id AS limit_id,
    NULL AS document_type_id,
    'role' AS kind,
    r.ad_role_id AS reference,
    r.amtapproval AS amount,
    c.iso_code AS currency,
    NULLIF(r.ad_client_id, 0) AS company_id,
    r.isactive = 'Y' AS active
FROM ad_role AS r
LEFT JOIN c_currency AS c ON c.c_currency_id = r.c_currency_id
WHERE r.amtapproval > 0
