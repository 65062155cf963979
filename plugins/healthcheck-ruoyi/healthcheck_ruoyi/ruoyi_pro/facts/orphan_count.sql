-- Entries of dictionaries (字典): what is chosen on screens, by the dictionary's type.
SELECT
  'system_dict_data.dict_type' AS child,
  'system_dict_type' AS parent,
  (SELECT COUNT(*) FROM system_dict_data AS a WHERE a.deleted = 0) AS `rows`,
  COUNT(*) AS orphans,
  FALSE AS leftover,
  MIN(c.dict_type) AS example,
  'system_dict_data' AS origin
FROM system_dict_data AS c
LEFT JOIN system_dict_type AS p ON p.type = c.dict_type AND p.deleted = 0
WHERE c.deleted = 0 AND p.type IS NULL
