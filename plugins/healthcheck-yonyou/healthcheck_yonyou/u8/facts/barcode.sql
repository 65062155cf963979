SELECT
    i.cInvCode AS barcode_id,
    i.cBarCode AS code,
    i.cInvCode AS material_id,
    NULL AS company_id,
    FALSE AS deleted
FROM Inventory AS i
WHERE i.cBarCode <> ''
