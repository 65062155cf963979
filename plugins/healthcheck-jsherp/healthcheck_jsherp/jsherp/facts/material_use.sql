-- Orders are open until they are completed (2); everything else until it is approved (1). Refunds keep the kind of what
-- they take back.
SELECT
    i.material_id AS material_id,
    CASE
        WHEN h.sub_type IN ('请购单') THEN 'request'
        WHEN h.sub_type LIKE '采购%' THEN 'purchase'
        WHEN h.sub_type LIKE '销售%' OR h.sub_type LIKE '零售%' THEN 'sale'
        WHEN h.sub_type IN ('组装单', '拆卸单') THEN 'production'
        ELSE 'movement'
    END AS kind,
    COALESCE(i.material_unit, '') AS uom_id,
    COUNT(i.id) AS `lines`,
    SUM(CASE
        WHEN h.sub_type IN ('请购单', '采购订单', '销售订单') AND h.status IN ('0', '1', '3', '9') THEN 1
        WHEN h.sub_type NOT IN ('请购单', '采购订单', '销售订单') AND h.status IN ('0', '9') THEN 1
        ELSE 0
    END) AS open_lines,
    MAX(h.oper_time) AS last_at,
    CONCAT('jsh_depot_item.material_id#', i.material_id) AS origin
FROM jsh_depot_item AS i
INNER JOIN jsh_depot_head AS h ON h.id = i.header_id
WHERE COALESCE(i.delete_flag, '0') <> '1' AND COALESCE(h.delete_flag, '0') <> '1' AND i.material_id IS NOT NULL
GROUP BY
    i.material_id,
    CASE
        WHEN h.sub_type IN ('请购单') THEN 'request'
        WHEN h.sub_type LIKE '采购%' THEN 'purchase'
        WHEN h.sub_type LIKE '销售%' OR h.sub_type LIKE '零售%' THEN 'sale'
        WHEN h.sub_type IN ('组装单', '拆卸单') THEN 'production'
        ELSE 'movement'
    END,
    COALESCE(i.material_unit, '')
