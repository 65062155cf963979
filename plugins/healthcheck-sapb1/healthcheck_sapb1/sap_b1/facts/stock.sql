SELECT
    CAST(s.ItemCode AS VARCHAR(50)) + '/' + CAST(s.WhsCode AS VARCHAR(20)) AS stock_id,
    s.ItemCode AS material_id,
    s.WhsCode AS warehouse,
    s.OnHand AS quantity,
    NULL AS company_id
FROM OITW AS s
WHERE s.OnHand <> 0
