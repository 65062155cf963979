-- Further codes under which a SKU is found; its main code is its own.
SELECT
    c.id AS barcode_id,
    c.code AS code,
    c.sku_id AS material_id,
    NULL AS uom_id,
    c.code_type AS kind,
    NULL AS company_id,
    FALSE AS deleted
FROM base_data_product_sku_code AS c
WHERE c.code IS NOT NULL AND c.code <> ''
