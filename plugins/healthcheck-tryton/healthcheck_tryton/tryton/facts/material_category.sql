SELECT
  c.id AS category_id,
  NULLIF(c.code, '') AS code,
  c.name AS name,
  c.parent AS parent_id,
  TRUE AS active,
  FALSE AS deleted
FROM product_category AS c
