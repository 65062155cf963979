-- Entries of dictionaries (字典): what is chosen on screens, by the dictionary's type.
SELECT
  'sys_dict_data.dict_type' AS child,
  'sys_dict_type' AS parent,
  (SELECT COUNT(*) FROM sys_dict_data AS a) AS `rows`,
  COUNT(*) AS orphans,
  FALSE AS leftover,
  MIN(c.dict_type) AS example,
  'sys_dict_data' AS origin
FROM sys_dict_data AS c
LEFT JOIN sys_dict_type AS p ON p.dict_type = c.dict_type
WHERE p.dict_type IS NULL
