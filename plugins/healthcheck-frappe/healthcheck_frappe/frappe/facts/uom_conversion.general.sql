SELECT
    f.name AS conversion_id,
    NULL AS material_id,
    f.from_uom AS from_uom_id,
    f.to_uom AS to_uom_id,
    f.value AS factor
FROM `tabUOM Conversion Factor` AS f
