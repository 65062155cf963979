SELECT
    l.name AS bom_line_id,
    l.parent AS bom_id,
    l.item_code AS material_id,
    l.qty AS quantity,
    l.uom AS uom_id
FROM `tabBOM Item` AS l
WHERE l.parenttype = 'BOM'
