-- Type 4: an item; others are resources and texts.
SELECT
    CAST(l.Father AS VARCHAR(50)) + '/' + CAST(l.ChildNum AS VARCHAR(20)) AS bom_line_id,
    l.Father AS bom_id,
    l.Code AS material_id,
    l.Quantity AS quantity
FROM ITT1 AS l
WHERE l.Type = 4
