SELECT
    p.m_product_id AS material_id,
    p.value AS code,
    p.name AS name,
    NULLIF(p.description, '') AS specification,
    NULL AS model,
    NULL AS brand,
    NULL AS template_id,
    NULL AS variant,
    p.m_product_category_id AS category_id,
    p.c_uom_id AS uom_id,
    NULLIF(p.ad_client_id, 0) AS company_id,
    CASE p.producttype
        WHEN 'I' THEN CASE WHEN p.isstocked = 'Y' THEN 'goods' ELSE 'consumable' END
        WHEN 'S' THEN 'service'
        ELSE 'other'
    END AS kind,
    CASE
        WHEN p.ispurchased = 'Y' AND p.ismanufactured = 'Y' THEN 'both'
        WHEN p.ismanufactured = 'Y' THEN 'make'
        WHEN p.ispurchased = 'Y' THEN 'buy'
    END AS procurement,
    p.created AS created_at,
    p.isactive = 'Y' AND COALESCE(p.discontinued, 'N') <> 'Y' AS active,
    FALSE AS deleted
FROM m_product AS p
WHERE p.issummary = 'N'
