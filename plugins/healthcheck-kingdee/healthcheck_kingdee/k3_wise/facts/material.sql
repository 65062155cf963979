-- Class 4 of the base data: items.
SELECT
    i.FItemID AS material_id,
    i.FNumber AS code,
    i.FName AS name,
    NULLIF(c.FModel, '') AS specification,
    NULLIF(i.FParentID, 0) AS category_id,
    NULLIF(c.FUnitID, 0) AS uom_id,
    NULL AS company_id,
    CASE WHEN COALESCE(i.FDeleted, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_Item AS i
LEFT JOIN t_ICItem AS c ON c.FItemID = i.FItemID
WHERE i.FItemClassID = 4 AND i.FDetail = 1
