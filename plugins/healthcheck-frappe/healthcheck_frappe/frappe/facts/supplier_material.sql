SELECT
    s.name AS supplier_material_id,
    s.supplier AS supplier_id,
    p.supplier_name AS supplier_name,
    s.parent AS material_id,
    NULLIF(s.supplier_part_no, '') AS supplier_code,
    NULLIF(i.purchase_uom, '') AS uom_id,
    NULLIF(i.lead_time_days, 0) AS lead_days,
    NULL AS active,
    p.disabled = 0 AS supplier_active
FROM `tabItem Supplier` AS s
LEFT JOIN `tabSupplier` AS p ON p.name = s.supplier
LEFT JOIN `tabItem` AS i ON i.name = s.parent
WHERE s.supplier IS NOT NULL AND s.supplier <> ''
