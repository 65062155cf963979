-- What was posted to stock, whatever the document.
SELECT
    l.item_code AS material_id,
    'movement' AS kind,
    COALESCE(l.stock_uom, '') AS uom_id,
    COUNT(l.name) AS `lines`,
    0 AS open_lines,
    MAX(l.creation) AS last_at,
    CONCAT('tabStock Ledger Entry.item_code#', l.item_code) AS origin
FROM `tabStock Ledger Entry` AS l
WHERE l.is_cancelled = 0 AND l.item_code IS NOT NULL
GROUP BY l.item_code, COALESCE(l.stock_uom, '')
