-- What is bought, sold and counted is the SKU; products with one SKU share its code. Before SKUs came, it was the product.
-- when: base_data_product_sku.product_id
SELECT
    s.id AS material_id,
    s.code AS code,
    p.name AS name,
    NULLIF(p.spec, '') AS specification,
    NULL AS model,
    b.name AS brand,
    p.id AS template_id,
    NULLIF(s.sale_property_text, '') AS variant,
    NULLIF(p.category_id, '') AS category_id,
    NULL AS uom_id,
    NULLIF(p.unit, '') AS uom_text,
    NULL AS company_id,
    CASE WHEN p.product_type = 2 THEN 'combo' ELSE 'goods' END AS kind,
    NULL AS procurement,
    s.create_time AS created_at,
    (s.available = 1 AND p.available = 1) AS active,
    FALSE AS deleted
FROM base_data_product_sku AS s
JOIN base_data_product AS p ON p.id = s.product_id
LEFT JOIN base_data_product_brand AS b ON b.id = p.brand_id
-- when: !base_data_product_sku
SELECT
    p.id AS material_id,
    p.code AS code,
    p.name AS name,
    NULLIF(p.spec, '') AS specification,
    NULL AS model,
    b.name AS brand,
    NULL AS template_id,
    NULL AS variant,
    NULLIF(p.category_id, '') AS category_id,
    NULL AS uom_id,
    NULLIF(p.unit, '') AS uom_text,
    NULL AS company_id,
    'goods' AS kind,
    NULL AS procurement,
    p.create_time AS created_at,
    p.available = 1 AS active,
    FALSE AS deleted
FROM base_data_product AS p
LEFT JOIN base_data_product_brand AS b ON b.id = p.brand_id
