-- An order is open until it is refused (6) or everything on it was taken over into a sheet.
SELECT
    COALESCE(d.sku_id, d.product_id) AS material_id,
    'sale' AS kind,
    '' AS uom_id,
    COUNT(d.id) AS `lines`,
    SUM(CASE WHEN o.status <> 6 AND d.out_num < d.order_num THEN 1 ELSE 0 END) AS open_lines,
    SUM(CASE WHEN o.status <> 6 AND d.out_num < d.order_num THEN (d.order_num - d.out_num) * d.tax_price ELSE 0 END)
        AS open_amount,
    'CNY' AS currency,
    MAX(o.update_time) AS last_at,
    CONCAT('tbl_sale_order_detail.product_id#', MAX(d.product_id)) AS origin
FROM tbl_sale_order_detail AS d
INNER JOIN tbl_sale_order AS o ON o.id = d.order_id
GROUP BY COALESCE(d.sku_id, d.product_id)
