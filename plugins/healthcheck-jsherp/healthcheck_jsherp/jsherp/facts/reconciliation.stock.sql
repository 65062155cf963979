-- The stock kept per material and warehouse, against opening stock and documents as the product itself adds them up: with
-- approval forced only approved documents count, with separate receipts and issues (出入库管理) purchases and sales do not.
-- Opening stock that was typed in is a row of its own (期初库存), so stock that nothing adds up to came from nowhere.
SELECT
    'stock' AS kind,
    s.material_id AS item,
    COALESCE(d.name, CONCAT('#', s.depot_id)) AS scope,
    m.name AS name,
    s.current_number AS balance,
    COALESCE(n.number, 0) + COALESCE(o.moved, 0) + COALESCE(t.moved, 0) AS movements,
    m.unit AS unit,
    CONCAT('jsh_material_current_stock#', s.id) AS origin
FROM jsh_material_current_stock AS s
INNER JOIN jsh_material AS m ON m.id = s.material_id
LEFT JOIN jsh_depot AS d ON d.id = s.depot_id
LEFT JOIN (
    SELECT i.material_id, i.depot_id, SUM(i.number) AS number
    FROM jsh_material_initial_stock AS i
    WHERE COALESCE(i.delete_flag, '0') <> '1'
    GROUP BY i.material_id, i.depot_id
) AS n ON n.material_id = s.material_id AND n.depot_id = s.depot_id
LEFT JOIN (
    SELECT
        i.material_id,
        i.depot_id,
        SUM(CASE
            WHEN h.sub_type IN ('采购', '采购退货', '销售', '销售退货') AND c.in_out_manage_flag = '1' THEN 0
            WHEN h.sub_type = '盘点复盘' THEN i.basic_number
            WHEN h.sub_type = '组装单' THEN CASE i.material_type WHEN '组合件' THEN i.basic_number ELSE -i.basic_number END
            WHEN h.sub_type = '拆卸单' THEN CASE i.material_type WHEN '普通子件' THEN i.basic_number ELSE -i.basic_number END
            WHEN h.type = '入库' THEN i.basic_number
            WHEN h.type = '出库' THEN -i.basic_number
            ELSE 0
        END) AS moved
    FROM jsh_depot_item AS i
    INNER JOIN jsh_depot_head AS h ON h.id = i.header_id
    LEFT JOIN jsh_system_config AS c ON c.tenant_id = h.tenant_id AND COALESCE(c.delete_flag, '0') <> '1'
    WHERE COALESCE(i.delete_flag, '0') <> '1' AND COALESCE(h.delete_flag, '0') <> '1'
      AND (h.status = '1' OR COALESCE(c.force_approval_flag, '0') <> '1')
    GROUP BY i.material_id, i.depot_id
) AS o ON o.material_id = s.material_id AND o.depot_id = s.depot_id
LEFT JOIN (
    SELECT i.material_id, i.another_depot_id, SUM(i.basic_number) AS moved
    FROM jsh_depot_item AS i
    INNER JOIN jsh_depot_head AS h ON h.id = i.header_id
    LEFT JOIN jsh_system_config AS c ON c.tenant_id = h.tenant_id AND COALESCE(c.delete_flag, '0') <> '1'
    WHERE COALESCE(i.delete_flag, '0') <> '1' AND COALESCE(h.delete_flag, '0') <> '1' AND h.sub_type = '调拨'
      AND (h.status = '1' OR COALESCE(c.force_approval_flag, '0') <> '1')
    GROUP BY i.material_id, i.another_depot_id
) AS t ON t.material_id = s.material_id AND t.another_depot_id = s.depot_id
WHERE COALESCE(s.delete_flag, '0') <> '1'
