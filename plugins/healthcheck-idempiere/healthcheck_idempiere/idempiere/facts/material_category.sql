SELECT
    c.m_product_category_id AS category_id,
    c.value AS code,
    c.name AS name,
    c.m_product_category_parent_id AS parent_id,
    c.isactive = 'Y' AS active,
    FALSE AS deleted
FROM m_product_category AS c
