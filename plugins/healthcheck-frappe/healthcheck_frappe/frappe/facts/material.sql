-- A template (has_variants) is never bought or stocked itself: its variants are. Description starts as a copy of the name
-- and says something only when somebody changed it. Purchase is the preset of default_material_request_type, Manufacture a
-- choice somebody made.
SELECT
    i.name AS material_id,
    i.item_code AS code,
    i.item_name AS name,
    NULLIF(NULLIF(TRIM(i.description), i.item_name), i.item_code) AS specification,
    i.brand AS brand,
    COALESCE(NULLIF(i.variant_of, ''), CASE WHEN i.has_variants = 1 THEN i.name END) AS template_id,
    v.variant AS variant,
    NULLIF(i.item_group, '') AS category_id,
    NULLIF(i.stock_uom, '') AS uom_id,
    NULL AS uom_text,
    NULL AS company_id,
    NULL AS model,
    CASE
        WHEN i.is_fixed_asset = 1 THEN 'asset'
        WHEN i.has_variants = 1 OR i.is_stock_item = 0 THEN 'other'
        ELSE 'goods'
    END AS kind,
    CASE
        WHEN i.has_variants = 1 THEN NULL
        WHEN i.is_sub_contracted_item = 1 THEN 'subcontract'
        WHEN i.default_material_request_type = 'Manufacture' THEN 'make'
        WHEN i.default_material_request_type = 'Purchase' AND i.is_purchase_item = 1 AND i.default_bom IS NULL THEN 'buy'
    END AS procurement,
    (i.has_batch_no = 1 OR i.has_serial_no = 1) AS lot_tracked,
    NULLIF(i.shelf_life_in_days, 0) AS shelf_life_days,
    i.inspection_required_before_purchase = 1 AS inspected,
    NULLIF(i.lead_time_days, 0) AS lead_days,
    i.creation AS created_at,
    COALESCE(i.disabled, 0) = 0 AS active,
    FALSE AS deleted
FROM `tabItem` AS i
LEFT JOIN (
    SELECT a.parent, GROUP_CONCAT(a.attribute_value ORDER BY a.idx SEPARATOR ', ') AS variant
    FROM `tabItem Variant Attribute` AS a
    WHERE a.attribute_value IS NOT NULL AND a.parenttype = 'Item'
    GROUP BY a.parent
) AS v ON v.parent = i.name
