-- when: tabItem Barcode.barcode
SELECT
    b.name AS barcode_id,
    b.barcode AS code,
    b.parent AS material_id,
    NULLIF(b.uom, '') AS uom_id,
    NULLIF(b.barcode_type, '') AS kind,
    NULL AS company_id,
    FALSE AS deleted
FROM `tabItem Barcode` AS b
WHERE b.barcode IS NOT NULL AND b.barcode <> ''
-- when: !tabItem Barcode, tabItem.barcode
SELECT
    i.name AS barcode_id,
    i.barcode AS code,
    i.name AS material_id,
    NULL AS company_id,
    FALSE AS deleted
FROM `tabItem` AS i
WHERE i.barcode IS NOT NULL AND i.barcode <> ''
