-- What the designers of online forms (Online 表单), online reports and 积木报表 leave behind when a form, report or data set is deleted: its
-- parts, which are opened through it alone. A shared data set belongs to no report.
SELECT
  'onl_cgform_field.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_field AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgform_head_id) AS example,
  TRUE AS leftover,
  'onl_cgform_field' AS origin
FROM onl_cgform_field AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_button.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_button AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgform_head_id) AS example,
  TRUE AS leftover,
  'onl_cgform_button' AS origin
FROM onl_cgform_button AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_index.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_index AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgform_head_id) AS example,
  TRUE AS leftover,
  'onl_cgform_index' AS origin
FROM onl_cgform_index AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_enhance_js.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_enhance_js AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgform_head_id) AS example,
  TRUE AS leftover,
  'onl_cgform_enhance_js' AS origin
FROM onl_cgform_enhance_js AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_enhance_sql.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_enhance_sql AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgform_head_id) AS example,
  TRUE AS leftover,
  'onl_cgform_enhance_sql' AS origin
FROM onl_cgform_enhance_sql AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgform_enhance_java.cgform_head_id' AS child,
  'onl_cgform_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgform_enhance_java AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgform_head_id) AS example,
  TRUE AS leftover,
  'onl_cgform_enhance_java' AS origin
FROM onl_cgform_enhance_java AS c
LEFT JOIN onl_cgform_head AS p ON p.id = c.cgform_head_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgreport_item.cgrhead_id' AS child,
  'onl_cgreport_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgreport_item AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgrhead_id) AS example,
  TRUE AS leftover,
  'onl_cgreport_item' AS origin
FROM onl_cgreport_item AS c
LEFT JOIN onl_cgreport_head AS p ON p.id = c.cgrhead_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'onl_cgreport_param.cgrhead_id' AS child,
  'onl_cgreport_head' AS parent,
  (SELECT COUNT(*) FROM onl_cgreport_param AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.cgrhead_id) AS example,
  TRUE AS leftover,
  'onl_cgreport_param' AS origin
FROM onl_cgreport_param AS c
LEFT JOIN onl_cgreport_head AS p ON p.id = c.cgrhead_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'jimu_report_db.jimu_report_id' AS child,
  'jimu_report' AS parent,
  (SELECT COUNT(*) FROM jimu_report_db AS a WHERE a.jimu_report_id > '') AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.jimu_report_id) AS example,
  TRUE AS leftover,
  'jimu_report_db' AS origin
FROM jimu_report_db AS c
LEFT JOIN jimu_report AS p ON p.id = c.jimu_report_id
WHERE c.jimu_report_id > '' AND p.id IS NULL
UNION ALL
SELECT
  'jimu_report_db_field.jimu_report_db_id' AS child,
  'jimu_report_db' AS parent,
  (SELECT COUNT(*) FROM jimu_report_db_field AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.jimu_report_db_id) AS example,
  TRUE AS leftover,
  'jimu_report_db_field' AS origin
FROM jimu_report_db_field AS c
LEFT JOIN jimu_report_db AS p ON p.id = c.jimu_report_db_id
WHERE p.id IS NULL
UNION ALL
SELECT
  'jimu_report_db_param.jimu_report_head_id' AS child,
  'jimu_report_db' AS parent,
  (SELECT COUNT(*) FROM jimu_report_db_param AS a) AS `rows`,
  COUNT(*) AS orphans,
  MIN(c.jimu_report_head_id) AS example,
  TRUE AS leftover,
  'jimu_report_db_param' AS origin
FROM jimu_report_db_param AS c
LEFT JOIN jimu_report_db AS p ON p.id = c.jimu_report_head_id
WHERE p.id IS NULL
