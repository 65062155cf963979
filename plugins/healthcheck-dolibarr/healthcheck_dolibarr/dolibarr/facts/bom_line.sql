SELECT
    l.rowid AS bom_line_id,
    l.fk_bom AS bom_id,
    l.fk_product AS material_id,
    l.qty AS quantity,
    present(l.fk_unit, NULL) AS uom_id
FROM llx_bom_bomline AS l
