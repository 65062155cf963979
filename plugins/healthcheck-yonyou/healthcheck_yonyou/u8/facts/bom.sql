-- Status 3 is approved. A part is a stock code with its free items.
SELECT
    b.BomId AS bom_id,
    b.Version AS code,
    t.InvCode AS material_id,
    NULL AS template_id,
    NULL AS company_id,
    CASE WHEN b.Status = 3 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM bom_bom AS b
JOIN bom_parent AS p ON p.BomId = b.BomId
LEFT JOIN bas_part AS t ON t.PartId = p.ParentId
