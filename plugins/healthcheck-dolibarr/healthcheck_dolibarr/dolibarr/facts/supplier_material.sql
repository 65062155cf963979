SELECT
    f.rowid AS supplier_material_id,
    f.fk_soc AS supplier_id,
    s.nom AS supplier_name,
    f.fk_product AS material_id,
    NULLIF(f.ref_fourn, '') AS supplier_code,
    NULLIF(f.delivery_time_days, 0) AS lead_days,
    f.unitprice AS price,
    s.status = 1 AS supplier_active
FROM llx_product_fournisseur_price AS f
LEFT JOIN llx_societe AS s ON s.rowid = f.fk_soc
