SELECT
    d.name AS supplier_material_id,
    d.default_supplier AS supplier_id,
    p.supplier_name AS supplier_name,
    d.parent AS material_id,
    NULLIF(i.purchase_uom, '') AS uom_id,
    NULLIF(i.lead_time_days, 0) AS lead_days,
    NULL AS active,
    p.disabled = 0 AS supplier_active
FROM `tabItem Default` AS d
LEFT JOIN `tabSupplier` AS p ON p.name = d.default_supplier
LEFT JOIN `tabItem` AS i ON i.name = d.parent
WHERE d.parenttype = 'Item' AND d.default_supplier IS NOT NULL AND d.default_supplier <> ''
