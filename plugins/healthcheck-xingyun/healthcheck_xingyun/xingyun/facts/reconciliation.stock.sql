-- The stock kept per article and store, against what its movements add up to: stock after each, less stock before it.
-- when: tbl_product_stock_log.sku_id, tbl_product_stock.sku_id
SELECT
    'stock' AS kind,
    s.sku_id AS item,
    COALESCE(c.name, s.sc_id) AS scope,
    COALESCE(k.code, s.sku_id) AS name,
    s.stock_num AS balance,
    COALESCE(l.moved, 0) AS movements,
    CONCAT('tbl_product_stock#', s.id) AS origin
FROM tbl_product_stock AS s
LEFT JOIN base_data_product_sku AS k ON k.id = s.sku_id
LEFT JOIN base_data_store_center AS c ON c.id = s.sc_id
INNER JOIN (
    SELECT m.sku_id, m.sc_id, SUM(m.cur_stock_num - m.ori_stock_num) AS moved
    FROM tbl_product_stock_log AS m
    GROUP BY m.sku_id, m.sc_id
) AS l ON l.sku_id = s.sku_id AND l.sc_id = s.sc_id
-- when: !tbl_product_stock_log.sku_id, tbl_product_stock.product_id
SELECT
    'stock' AS kind,
    s.product_id AS item,
    COALESCE(c.name, s.sc_id) AS scope,
    COALESCE(k.code, s.product_id) AS name,
    s.stock_num AS balance,
    COALESCE(l.moved, 0) AS movements,
    CONCAT('tbl_product_stock#', s.id) AS origin
FROM tbl_product_stock AS s
LEFT JOIN base_data_product AS k ON k.id = s.product_id
LEFT JOIN base_data_store_center AS c ON c.id = s.sc_id
INNER JOIN (
    SELECT m.product_id, m.sc_id, SUM(m.cur_stock_num - m.ori_stock_num) AS moved
    FROM tbl_product_stock_log AS m
    GROUP BY m.product_id, m.sc_id
) AS l ON l.product_id = s.product_id AND l.sc_id = s.sc_id
