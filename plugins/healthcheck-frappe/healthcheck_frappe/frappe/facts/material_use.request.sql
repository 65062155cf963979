-- Submitted documents that are neither closed nor carried out; a draft is nobody's yet.
SELECT
    i.item_code AS material_id,
    'request' AS kind,
    COALESCE(i.uom, '') AS uom_id,
    COUNT(i.name) AS `lines`,
    SUM(CASE WHEN o.docstatus = 1 AND o.status NOT IN ('Closed', 'Completed', 'Stopped', 'Cancelled') AND i.ordered_qty < i.qty
        THEN 1 ELSE 0 END) AS open_lines,
    NULL AS open_amount,
    NULL AS currency,
    MAX(o.modified) AS last_at,
    CONCAT('tabMaterial Request Item.item_code#', i.item_code) AS origin
FROM `tabMaterial Request Item` AS i
INNER JOIN `tabMaterial Request` AS o ON o.name = i.parent
WHERE i.item_code IS NOT NULL AND i.item_code <> ''
GROUP BY i.item_code, COALESCE(i.uom, '')
