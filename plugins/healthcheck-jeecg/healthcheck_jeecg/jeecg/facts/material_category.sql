-- The classification dictionary (分类字典), in which sites keep their tree of materials.
SELECT
  c.id AS category_id,
  NULLIF(c.code, '') AS code,
  c.name AS name,
  CASE WHEN c.pid IN ('', '0') THEN NULL ELSE c.pid END AS parent_id,
  TRUE AS active,
  FALSE AS deleted
FROM sys_category AS c
