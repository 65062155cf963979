-- Dictionaries (字典), online forms (Online 表单) and reports: what names something that is gone. A form's field names its
-- dictionary by code, or, where a table is given, a column of that table; its default may be ${code of a number rule}, which is stored as it stands where that rule is gone.
SELECT
  'sys_dict_item.dict_id' AS child,
  'sys_dict' AS parent,
  (SELECT COUNT(*) FROM sys_dict_item AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.id) AS example,
  'sys_dict_item AS c' AS origin
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
  'onl_cgform_field AS c' AS origin
FROM onl_cgform_field AS c
INNER JOIN onl_cgform_head AS h ON h.id = c.cgform_head_id
LEFT JOIN sys_dict AS p ON p.dict_code = c.dict_field
WHERE c.dict_field > '' AND COALESCE(c.dict_table, '') = '' AND p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_field.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_field AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.id) AS example,
  'onl_cgform_field AS c' AS origin
FROM onl_cgform_field AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgreport_item.cgrhead_id' AS child,
  'onl_cgreport_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgreport_item AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.id) AS example,
  'onl_cgreport_item AS c' AS origin
FROM onl_cgreport_item AS c
LEFT JOIN onl_cgreport_head AS p ON p.id = c.cgrhead_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'jimu_report_db_field.jimu_report_db_id' AS child,
  'jimu_report_db' AS parent,
  (SELECT COUNT(*) FROM jimu_report_db_field AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.id) AS example,
  'jimu_report_db_field AS c' AS origin
FROM jimu_report_db_field AS c
LEFT JOIN jimu_report_db AS p ON p.id = c.jimu_report_db_id
WHERE p.id IS NULL
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
  'onl_cgform_field AS c' AS origin
FROM onl_cgform_field AS c
INNER JOIN onl_cgform_head AS h ON h.id = c.cgform_head_id
LEFT JOIN sys_fill_rule AS p ON c.field_default_value LIKE CONCAT('${', p.rule_code, '%')
WHERE c.field_default_value LIKE '${%' AND p.id IS NULL
