SELECT
    i.ItemCode AS barcode_id,
    i.CodeBars AS code,
    i.ItemCode AS material_id,
    NULL AS company_id,
    FALSE AS deleted
FROM OITM AS i
WHERE i.CodeBars <> ''
