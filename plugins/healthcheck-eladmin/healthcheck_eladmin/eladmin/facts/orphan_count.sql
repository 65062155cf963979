-- Entries of dictionaries (字典).
SELECT
    'sys_dict_detail.dict_id' AS child,
    'sys_dict' AS parent,
    (SELECT COUNT(*) FROM sys_dict_detail AS a) AS `rows`,
    COUNT(*) AS orphans,
    FALSE AS leftover,
    MIN(c.dict_id) AS example,
    'sys_dict_detail' AS origin
FROM sys_dict_detail AS c
LEFT JOIN sys_dict AS p ON p.dict_id = c.dict_id
WHERE p.dict_id IS NULL
