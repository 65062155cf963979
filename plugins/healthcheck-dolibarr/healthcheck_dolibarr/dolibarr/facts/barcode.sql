SELECT
    p.rowid AS barcode_id,
    p.barcode AS code,
    p.rowid AS material_id,
    t.code AS kind,
    NULLIF(p.entity, 0) AS company_id,
    FALSE AS deleted
FROM llx_product AS p
LEFT JOIN llx_c_barcode_type AS t ON t.rowid = p.fk_barcode_type
WHERE p.barcode > ''
