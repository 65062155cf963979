SELECT
  c.id AS category_id,
  NULL AS code,
  COALESCE(
    to_jsonb(c.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(c.name), '$.*') #>> '{}',
    to_jsonb(c.name) #>> '{}'
  ) AS name,
  c.parent_id AS parent_id,
  TRUE AS active,
  FALSE AS deleted
FROM product_category AS c
