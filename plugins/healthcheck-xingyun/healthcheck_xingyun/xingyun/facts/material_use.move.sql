SELECT
    COALESCE(l.sku_id, l.product_id) AS material_id,
    'movement' AS kind,
    '' AS uom_id,
    COUNT(l.id) AS `lines`,
    0 AS open_lines,
    MAX(l.create_time) AS last_at,
    CONCAT('tbl_product_stock_log.product_id#', MAX(l.product_id)) AS origin
FROM tbl_product_stock_log AS l
GROUP BY COALESCE(l.sku_id, l.product_id)
