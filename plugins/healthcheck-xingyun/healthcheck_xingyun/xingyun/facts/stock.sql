-- when: tbl_product_stock.sku_id
SELECT
    s.id AS stock_id,
    s.sku_id AS material_id,
    COALESCE(c.name, s.sc_id) AS warehouse,
    NULL AS lot,
    s.stock_num AS quantity,
    s.tax_amount AS amount,
    NULL AS company_id
FROM tbl_product_stock AS s
LEFT JOIN base_data_store_center AS c ON c.id = s.sc_id
-- when: !tbl_product_stock.sku_id, !base_data_product_sku
SELECT
    s.id AS stock_id,
    s.product_id AS material_id,
    COALESCE(c.name, s.sc_id) AS warehouse,
    NULL AS lot,
    s.stock_num AS quantity,
    s.tax_amount AS amount,
    NULL AS company_id
FROM tbl_product_stock AS s
LEFT JOIN base_data_store_center AS c ON c.id = s.sc_id
