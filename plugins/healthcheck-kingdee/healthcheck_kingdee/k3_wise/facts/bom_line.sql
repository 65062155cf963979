SELECT
    CAST(c.FInterID AS VARCHAR(20)) + '/' + CAST(c.FEntryID AS VARCHAR(20)) AS bom_line_id,
    c.FInterID AS bom_id,
    c.FItemID AS material_id,
    c.FQty AS quantity
FROM ICBOMChild AS c
