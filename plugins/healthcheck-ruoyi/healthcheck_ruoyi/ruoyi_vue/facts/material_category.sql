SELECT
  c.item_type_id AS category_id,
  NULLIF(c.item_type_code, '') AS code,
  c.item_type_name AS name,
  NULLIF(c.parent_type_id, 0) AS parent_id,
  COALESCE(c.enable_flag, 'Y') = 'Y' AS active,
  FALSE AS deleted
FROM md_item_type AS c
