-- Class 4 of the base data: the headings above the items.
SELECT
    i.FItemID AS category_id,
    i.FNumber AS code,
    i.FName AS name,
    NULLIF(i.FParentID, 0) AS parent_id,
    CASE WHEN COALESCE(i.FDeleted, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_Item AS i
WHERE i.FItemClassID = 4 AND i.FDetail = 0
