SELECT
    b.id AS bom_line_id,
    b.main_sku_id AS bom_id,
    b.sku_id AS material_id,
    b.bundle_num AS quantity,
    NULL AS uom_id
FROM base_data_product_sku_bundle AS b
