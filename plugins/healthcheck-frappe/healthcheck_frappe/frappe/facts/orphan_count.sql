-- The database declares no foreign key at all. Lines that lost their document, and what matters most of the links of DocField.
SELECT
    'Sales Order Item' AS child,
    'Sales Order' AS parent,
    (SELECT COUNT(*) FROM `tabSales Order Item` AS a WHERE a.parenttype = 'Sales Order') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Sales Order Item' AS origin
FROM `tabSales Order Item` AS c
LEFT JOIN `tabSales Order` AS p ON p.name = c.parent
WHERE c.parenttype = 'Sales Order' AND p.name IS NULL
UNION ALL
SELECT
    'Sales Invoice Item' AS child,
    'Sales Invoice' AS parent,
    (SELECT COUNT(*) FROM `tabSales Invoice Item` AS a WHERE a.parenttype = 'Sales Invoice') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Sales Invoice Item' AS origin
FROM `tabSales Invoice Item` AS c
LEFT JOIN `tabSales Invoice` AS p ON p.name = c.parent
WHERE c.parenttype = 'Sales Invoice' AND p.name IS NULL
UNION ALL
SELECT
    'Purchase Order Item' AS child,
    'Purchase Order' AS parent,
    (SELECT COUNT(*) FROM `tabPurchase Order Item` AS a WHERE a.parenttype = 'Purchase Order') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Purchase Order Item' AS origin
FROM `tabPurchase Order Item` AS c
LEFT JOIN `tabPurchase Order` AS p ON p.name = c.parent
WHERE c.parenttype = 'Purchase Order' AND p.name IS NULL
UNION ALL
SELECT
    'Purchase Invoice Item' AS child,
    'Purchase Invoice' AS parent,
    (SELECT COUNT(*) FROM `tabPurchase Invoice Item` AS a WHERE a.parenttype = 'Purchase Invoice') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Purchase Invoice Item' AS origin
FROM `tabPurchase Invoice Item` AS c
LEFT JOIN `tabPurchase Invoice` AS p ON p.name = c.parent
WHERE c.parenttype = 'Purchase Invoice' AND p.name IS NULL
UNION ALL
SELECT
    'Delivery Note Item' AS child,
    'Delivery Note' AS parent,
    (SELECT COUNT(*) FROM `tabDelivery Note Item` AS a WHERE a.parenttype = 'Delivery Note') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Delivery Note Item' AS origin
FROM `tabDelivery Note Item` AS c
LEFT JOIN `tabDelivery Note` AS p ON p.name = c.parent
WHERE c.parenttype = 'Delivery Note' AND p.name IS NULL
UNION ALL
SELECT
    'Purchase Receipt Item' AS child,
    'Purchase Receipt' AS parent,
    (SELECT COUNT(*) FROM `tabPurchase Receipt Item` AS a WHERE a.parenttype = 'Purchase Receipt') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Purchase Receipt Item' AS origin
FROM `tabPurchase Receipt Item` AS c
LEFT JOIN `tabPurchase Receipt` AS p ON p.name = c.parent
WHERE c.parenttype = 'Purchase Receipt' AND p.name IS NULL
UNION ALL
SELECT
    'Stock Entry Detail' AS child,
    'Stock Entry' AS parent,
    (SELECT COUNT(*) FROM `tabStock Entry Detail` AS a WHERE a.parenttype = 'Stock Entry') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Stock Entry Detail' AS origin
FROM `tabStock Entry Detail` AS c
LEFT JOIN `tabStock Entry` AS p ON p.name = c.parent
WHERE c.parenttype = 'Stock Entry' AND p.name IS NULL
UNION ALL
SELECT
    'Material Request Item' AS child,
    'Material Request' AS parent,
    (SELECT COUNT(*) FROM `tabMaterial Request Item` AS a WHERE a.parenttype = 'Material Request') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Material Request Item' AS origin
FROM `tabMaterial Request Item` AS c
LEFT JOIN `tabMaterial Request` AS p ON p.name = c.parent
WHERE c.parenttype = 'Material Request' AND p.name IS NULL
UNION ALL
SELECT
    'Journal Entry Account' AS child,
    'Journal Entry' AS parent,
    (SELECT COUNT(*) FROM `tabJournal Entry Account` AS a WHERE a.parenttype = 'Journal Entry') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'Journal Entry Account' AS origin
FROM `tabJournal Entry Account` AS c
LEFT JOIN `tabJournal Entry` AS p ON p.name = c.parent
WHERE c.parenttype = 'Journal Entry' AND p.name IS NULL
UNION ALL
SELECT
    'BOM Item' AS child,
    'BOM' AS parent,
    (SELECT COUNT(*) FROM `tabBOM Item` AS a WHERE a.parenttype = 'BOM') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'BOM Item' AS origin
FROM `tabBOM Item` AS c
LEFT JOIN `tabBOM` AS p ON p.name = c.parent
WHERE c.parenttype = 'BOM' AND p.name IS NULL
UNION ALL
SELECT
    'DocField' AS child,
    'DocType' AS parent,
    (SELECT COUNT(*) FROM `tabDocField` AS a WHERE a.parenttype = 'DocType') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.parent) AS example,
    'DocField' AS origin
FROM `tabDocField` AS c
LEFT JOIN `tabDocType` AS p ON p.name = c.parent
WHERE c.parenttype = 'DocType' AND p.name IS NULL
UNION ALL
SELECT
    'Bin.item_code' AS child,
    'Item' AS parent,
    (SELECT COUNT(*) FROM `tabBin` AS a WHERE a.item_code > '') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.item_code) AS example,
    'Bin' AS origin
FROM `tabBin` AS c
LEFT JOIN `tabItem` AS p ON p.name = c.item_code
WHERE c.item_code > '' AND p.name IS NULL
UNION ALL
SELECT
    'Stock Ledger Entry.item_code' AS child,
    'Item' AS parent,
    (SELECT COUNT(*) FROM `tabStock Ledger Entry` AS a WHERE a.item_code > '') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.item_code) AS example,
    'Stock Ledger Entry' AS origin
FROM `tabStock Ledger Entry` AS c
LEFT JOIN `tabItem` AS p ON p.name = c.item_code
WHERE c.item_code > '' AND p.name IS NULL
UNION ALL
SELECT
    'Item Price.item_code' AS child,
    'Item' AS parent,
    (SELECT COUNT(*) FROM `tabItem Price` AS a WHERE a.item_code > '') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.item_code) AS example,
    'Item Price' AS origin
FROM `tabItem Price` AS c
LEFT JOIN `tabItem` AS p ON p.name = c.item_code
WHERE c.item_code > '' AND p.name IS NULL
UNION ALL
SELECT
    'GL Entry.account' AS child,
    'Account' AS parent,
    (SELECT COUNT(*) FROM `tabGL Entry` AS a WHERE a.account > '') AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.account) AS example,
    'GL Entry' AS origin
FROM `tabGL Entry` AS c
LEFT JOIN `tabAccount` AS p ON p.name = c.account
WHERE c.account > '' AND p.name IS NULL
