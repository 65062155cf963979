-- The line of the stock unit itself says 1 and is written by the product.
SELECT
    d.name AS conversion_id,
    d.parent AS material_id,
    d.uom AS from_uom_id,
    i.stock_uom AS to_uom_id,
    d.conversion_factor AS factor
FROM `tabUOM Conversion Detail` AS d
JOIN `tabItem` AS i ON i.name = d.parent
WHERE d.parenttype = 'Item'
