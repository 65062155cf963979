-- CardType: C customer, S supplier, L lead. A blocked partner is frozen.
SELECT
    p.CardCode AS partner_id,
    p.CardCode AS code,
    p.CardName AS name,
    CASE WHEN p.CardType = 'S' THEN 1 ELSE 0 END AS supplier,
    CASE WHEN p.CardType = 'C' THEN 1 ELSE 0 END AS customer,
    NULLIF(p.LicTradNum, '') AS tax_number,
    NULLIF(p.Phone1, '') AS phone,
    NULL AS company_id,
    CASE WHEN p.frozenFor = 'Y' THEN 0 ELSE 1 END AS active,
    FALSE AS deleted
FROM OCRD AS p
WHERE p.CardType IN ('C', 'S')
