-- Class 5 of the base data: warehouses. Bins and auxiliary attributes are added up.
SELECT
    CAST(s.FItemID AS VARCHAR(20)) + '/' + CAST(s.FStockID AS VARCHAR(20)) + '/' + COALESCE(s.FBatchNo, '') AS stock_id,
    s.FItemID AS material_id,
    w.FName AS warehouse,
    NULLIF(s.FBatchNo, '') AS lot,
    SUM(s.FQty) AS quantity,
    NULL AS company_id
FROM ICInventory AS s
LEFT JOIN t_Item AS w ON w.FItemID = s.FStockID
GROUP BY s.FItemID, s.FStockID, s.FBatchNo, w.FName
