SELECT
    x.id AS barcode_id,
    x.bar_code AS code,
    x.material_id AS material_id,
    NULLIF(x.commodity_unit, '') AS uom_id,
    NULL AS kind,
    NULLIF(x.tenant_id, 0) AS company_id,
    COALESCE(x.delete_flag, '0') = '1' AS deleted
FROM jsh_material_extend AS x
WHERE x.bar_code IS NOT NULL AND x.bar_code <> ''
