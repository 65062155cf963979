-- The shelf life's unit (day, month, year) is not published: it stays unknown.
SELECT
    i.cInvCode AS material_id,
    i.cInvCode AS code,
    i.cInvName AS name,
    NULLIF(i.cInvStd, '') AS specification,
    NULLIF(i.cInvCCode, '') AS category_id,
    NULLIF(i.cComUnitCode, '') AS uom_id,
    NULL AS company_id,
    CASE
        WHEN i.bSelf = 1 AND i.bPurchase = 1 THEN 'both'
        WHEN i.bSelf = 1 THEN 'make'
        WHEN i.bProxyForeign = 1 THEN 'subcontract'
        WHEN i.bPurchase = 1 THEN 'buy'
    END AS procurement,
    i.bInvBatch AS lot_tracked,
    CASE WHEN i.dEDate IS NULL OR i.dEDate > CURRENT_TIMESTAMP THEN 1 ELSE 0 END AS active,
    FALSE AS deleted
FROM Inventory AS i
