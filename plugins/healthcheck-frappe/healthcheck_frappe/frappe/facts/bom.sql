-- A draft is no bill yet; a cancelled one is kept for ever.
SELECT
    b.name AS bom_id,
    b.name AS code,
    CASE WHEN COALESCE(i.has_variants, 0) = 0 THEN b.item END AS material_id,
    CASE WHEN i.has_variants = 1 THEN b.item END AS template_id,
    b.quantity AS quantity,
    b.uom AS uom_id,
    NULLIF(b.company, '') AS company_id,
    'normal' AS kind,
    NULL AS valid_from,
    NULL AS valid_to,
    (b.docstatus = 1 AND b.is_active = 1) AS active,
    b.docstatus = 2 AS deleted
FROM `tabBOM` AS b
LEFT JOIN `tabItem` AS i ON i.name = b.item
