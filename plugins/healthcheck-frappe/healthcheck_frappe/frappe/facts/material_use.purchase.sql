-- Submitted documents that are neither closed nor carried out; a draft is nobody's yet.
SELECT
    i.item_code AS material_id,
    'purchase' AS kind,
    COALESCE(i.uom, '') AS uom_id,
    COUNT(i.name) AS `lines`,
    SUM(CASE WHEN o.docstatus = 1 AND o.status NOT IN ('Closed', 'Completed', 'Stopped', 'Cancelled') AND i.received_qty < i.qty
        THEN 1 ELSE 0 END) AS open_lines,
    SUM(CASE WHEN o.docstatus = 1 AND o.status NOT IN ('Closed', 'Completed', 'Stopped', 'Cancelled') AND i.received_qty < i.qty
        THEN i.base_amount * (1 - i.received_qty / NULLIF(i.qty, 0)) ELSE 0 END) AS open_amount,
    MAX(c.default_currency) AS currency,
    MAX(o.modified) AS last_at,
    CONCAT('tabPurchase Order Item.item_code#', i.item_code) AS origin
FROM `tabPurchase Order Item` AS i
INNER JOIN `tabPurchase Order` AS o ON o.name = i.parent
LEFT JOIN `tabCompany` AS c ON c.name = o.company
WHERE i.item_code IS NOT NULL AND i.item_code <> ''
GROUP BY i.item_code, COALESCE(i.uom, '')
