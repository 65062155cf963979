SELECT
    i.ItemCode AS material_id,
    i.ItemCode AS code,
    i.ItemName AS name,
    NULLIF(i.InvntryUom, '') AS uom_text,
    NULL AS company_id,
    CASE WHEN i.frozenFor = 'Y' THEN 0 ELSE 1 END AS active,
    FALSE AS deleted
FROM OITM AS i
