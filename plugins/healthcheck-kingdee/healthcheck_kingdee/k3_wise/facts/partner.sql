-- Classes 1 and 8 of the base data: customers and suppliers.
SELECT
    i.FItemID AS partner_id,
    i.FNumber AS code,
    i.FName AS name,
    CASE WHEN i.FItemClassID = 8 THEN 1 ELSE 0 END AS supplier,
    CASE WHEN i.FItemClassID = 1 THEN 1 ELSE 0 END AS customer,
    NULL AS company_id,
    CASE WHEN COALESCE(i.FDeleted, 0) = 0 THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM t_Item AS i
WHERE i.FItemClassID IN (1, 8) AND i.FDetail = 1
