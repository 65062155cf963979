-- Class 2 of the base data: departments. FDeleted marks what is switched off.
SELECT
    i.FItemID AS org_unit_id,
    i.FNumber AS code,
    i.FName AS name,
    NULLIF(i.FParentID, 0) AS parent_id,
    NULL AS company_id,
    CASE WHEN COALESCE(i.FDeleted, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_Item AS i
WHERE i.FItemClassID = 2
