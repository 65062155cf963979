SELECT
    s.rowid AS stock_id,
    s.fk_product AS material_id,
    w.ref AS warehouse,
    NULL AS lot,
    s.reel AS quantity,
    p.fk_unit AS uom_id,
    s.reel * p.pmp AS amount,
    NULLIF(w.entity, 0) AS company_id
FROM llx_product_stock AS s
LEFT JOIN llx_entrepot AS w ON w.rowid = s.fk_entrepot
LEFT JOIN llx_product AS p ON p.rowid = s.fk_product
