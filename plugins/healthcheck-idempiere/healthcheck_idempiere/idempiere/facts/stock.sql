-- A row per locator, attribute set instance and date of material policy.
SELECT
    CONCAT(s.m_product_id, '/', s.m_locator_id, '/', s.m_attributesetinstance_id, '/', s.datematerialpolicy) AS stock_id,
    s.m_product_id AS material_id,
    COALESCE(h.name, l.value) AS warehouse,
    CAST(NULLIF(s.m_attributesetinstance_id, 0) AS VARCHAR(20)) AS lot,
    s.qtyonhand AS quantity,
    p.c_uom_id AS uom_id,
    NULLIF(s.ad_client_id, 0) AS company_id,
    CONCAT('m_storageonhand.m_product_id#', s.m_product_id) AS origin
FROM m_storageonhand AS s
LEFT JOIN m_locator AS l ON l.m_locator_id = s.m_locator_id
LEFT JOIN m_warehouse AS h ON h.m_warehouse_id = l.m_warehouse_id
LEFT JOIN m_product AS p ON p.m_product_id = s.m_product_id
