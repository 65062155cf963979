SELECT
    c.OpComponentId AS bom_line_id,
    c.BomId AS bom_id,
    t.InvCode AS material_id,
    c.BaseQtyN / NULLIF(c.BaseQtyD, 0) AS quantity
FROM bom_opcomponent AS c
LEFT JOIN bas_part AS t ON t.PartId = c.ComponentId
