-- The quantity kept per item and warehouse, against the stock ledger.
SELECT
    'stock' AS kind,
    k.item_code AS item,
    k.warehouse AS scope,
    i.item_name AS name,
    COALESCE(b.quantity, 0) AS balance,
    COALESCE(s.quantity, 0) AS movements,
    i.stock_uom AS unit,
    CONCAT('tabBin.item_code#', k.item_code) AS origin
FROM (
    SELECT n.item_code, n.warehouse FROM `tabBin` AS n
    UNION
    SELECT e.item_code, e.warehouse FROM `tabStock Ledger Entry` AS e
) AS k
LEFT JOIN `tabItem` AS i ON i.name = k.item_code
LEFT JOIN (
    SELECT n.item_code, n.warehouse, SUM(n.actual_qty) AS quantity
    FROM `tabBin` AS n
    GROUP BY n.item_code, n.warehouse
) AS b ON b.item_code = k.item_code AND b.warehouse = k.warehouse
LEFT JOIN (
    SELECT e.item_code, e.warehouse, SUM(e.actual_qty) AS quantity
    FROM `tabStock Ledger Entry` AS e
    WHERE e.is_cancelled = 0 AND e.docstatus < 2
    GROUP BY e.item_code, e.warehouse
) AS s ON s.item_code = k.item_code AND s.warehouse = k.warehouse
WHERE k.item_code IS NOT NULL AND k.warehouse IS NOT NULL
