-- People call a material by the barcode of its default unit. A group of units (unit_id) takes the place of the single unit.
SELECT
    m.id AS material_id,
    e.bar_code AS code,
    m.name AS name,
    NULLIF(m.standard, '') AS specification,
    NULLIF(m.model, '') AS model,
    COALESCE(NULLIF(m.brand, ''), NULLIF(m.mfrs, '')) AS brand,
    NULL AS template_id,
    NULLIF(m.color, '') AS variant,
    NULLIF(m.category_id, 0) AS category_id,
    COALESCE(NULLIF(m.unit, ''), u.basic_unit) AS uom_id,
    NULL AS uom_text,
    NULLIF(m.tenant_id, 0) AS company_id,
    'goods' AS kind,
    NULL AS procurement,
    (m.enable_batch_number = '1' OR m.enable_serial_number = '1') AS lot_tracked,
    NULLIF(m.expiry_num, 0) AS shelf_life_days,
    COALESCE(m.enabled, 1) = 1 AS active,
    COALESCE(m.delete_flag, '0') = '1' AS deleted
FROM jsh_material AS m
LEFT JOIN jsh_unit AS u ON u.id = m.unit_id
LEFT JOIN (
    SELECT x.material_id, MIN(x.bar_code) AS bar_code
    FROM jsh_material_extend AS x
    WHERE x.default_flag = '1' AND COALESCE(x.delete_flag, '0') <> '1'
    GROUP BY x.material_id
) AS e ON e.material_id = m.id
