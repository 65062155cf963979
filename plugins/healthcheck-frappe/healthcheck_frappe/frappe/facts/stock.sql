-- The product writes a row for every item and warehouse that ever met, most of them zero.
SELECT
    b.name AS stock_id,
    b.item_code AS material_id,
    b.warehouse AS warehouse,
    NULL AS lot,
    b.actual_qty AS quantity,
    b.stock_uom AS uom_id,
    b.stock_value AS amount,
    c.default_currency AS currency,
    w.company AS company_id
FROM `tabBin` AS b
LEFT JOIN `tabWarehouse` AS w ON w.name = b.warehouse
LEFT JOIN `tabCompany` AS c ON c.name = w.company
WHERE b.actual_qty <> 0 OR b.stock_value <> 0
