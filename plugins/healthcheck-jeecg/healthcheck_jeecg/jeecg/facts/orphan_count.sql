-- Dictionaries (字典) and online forms (Online 表单): what names something that is gone. A form's field names its
-- dictionary by code, or, where a table is given, a column of that table; its default may be ${code of a number rule}, which is stored as it stands where that rule is gone.
SELECT
  'sys_dict_item.dict_id' AS child,
  'sys_dict' AS parent,
  (SELECT COUNT(*) FROM sys_dict_item AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.dict_id) AS example,
  FALSE AS leftover,
  'sys_dict_item' AS origin
FROM sys_dict_item AS c
LEFT JOIN sys_dict AS p ON p.id = c.dict_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_field.dict_field' AS child,
  'sys_dict' AS parent,
  (
    SELECT COUNT(*)
    FROM onl_cgform_field AS a
    INNER JOIN onl_cgform_head AS b ON b.id = a.cgform_head_id
    WHERE a.dict_field > '' AND COALESCE(a.dict_table, '') = ''
  ) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.dict_field) AS example,
  FALSE AS leftover,
  'onl_cgform_field' AS origin
FROM onl_cgform_field AS c
INNER JOIN onl_cgform_head AS h ON h.id = c.cgform_head_id
LEFT JOIN sys_dict AS p ON p.dict_code = c.dict_field
WHERE c.dict_field > '' AND COALESCE(c.dict_table, '') = '' AND p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_field.field_default_value' AS child,
  'sys_fill_rule' AS parent,
  (
    SELECT COUNT(*)
    FROM onl_cgform_field AS a
    INNER JOIN onl_cgform_head AS b ON b.id = a.cgform_head_id
    WHERE a.field_default_value LIKE '${%'
  ) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.field_default_value) AS example,
  FALSE AS leftover,
  'onl_cgform_field' AS origin
FROM onl_cgform_field AS c
INNER JOIN onl_cgform_head AS h ON h.id = c.cgform_head_id
LEFT JOIN sys_fill_rule AS p ON c.field_default_value LIKE CONCAT('${', p.rule_code, '%')
WHERE c.field_default_value LIKE '${%' AND p.id IS NULL
