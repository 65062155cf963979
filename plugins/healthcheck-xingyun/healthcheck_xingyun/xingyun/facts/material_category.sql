SELECT
    c.id AS category_id,
    c.code AS code,
    c.name AS name,
    NULLIF(c.parent_id, '') AS parent_id,
    c.available = 1 AS active,
    FALSE AS deleted
FROM base_data_product_category AS c
