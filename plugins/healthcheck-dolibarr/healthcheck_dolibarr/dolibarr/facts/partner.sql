SELECT
    s.rowid AS partner_id,
    COALESCE(NULLIF(s.code_client, ''), NULLIF(s.code_fournisseur, '')) AS code,
    s.nom AS name,
    s.fournisseur = 1 AS supplier,
    s.client > 0 AS customer,
    c.code AS country,
    NULLIF(s.tva_intra, '') AS tax_number,
    NULLIF(s.phone, '') AS phone,
    NULLIF(s.entity, 0) AS company_id,
    s.status = 1 AS active,
    FALSE AS deleted
FROM llx_societe AS s
LEFT JOIN llx_c_country AS c ON c.rowid = s.fk_pays
