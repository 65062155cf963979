-- A bundle is sold as one and taken from stock as its parts.
SELECT
    b.main_sku_id AS bom_id,
    s.code AS code,
    b.main_sku_id AS material_id,
    NULL AS template_id,
    1 AS quantity,
    NULL AS uom_id,
    'kit' AS kind,
    NULL AS company_id,
    NULL AS valid_from,
    NULL AS valid_to,
    s.available = 1 AS active,
    FALSE AS deleted,
    CONCAT('base_data_product_sku#', b.main_sku_id) AS origin
FROM (SELECT DISTINCT x.main_sku_id FROM base_data_product_sku_bundle AS x) AS b
LEFT JOIN base_data_product_sku AS s ON s.id = b.main_sku_id
