-- Class 3 of the base data: employees; FDetail 0 is a heading.
SELECT
    i.FItemID AS employee_id,
    i.FNumber AS code,
    i.FName AS name,
    NULL AS company_id,
    CASE WHEN COALESCE(i.FDeleted, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_Item AS i
WHERE i.FItemClassID = 3 AND i.FDetail = 1
