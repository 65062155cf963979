-- Data rules (数据权限) hang on a menu and are granted per role and menu.
SELECT
  CONCAT('data_rule:', d.id) AS permission_id,
  CONCAT(d.rule_column, ' ', d.rule_conditions, ' ', d.rule_value) AS code,
  d.rule_name AS name,
  'record_rule' AS kind,
  NULL AS parent_id,
  CONCAT('sys_permission#', d.permission_id) AS target,
  p.id IS NOT NULL AS target_found,
  TRUE AS visible,
  CASE WHEN d.status = '0' THEN FALSE ELSE TRUE END AS active,
  FALSE AS deleted,
  CONCAT('sys_permission_data_rule#', d.id) AS origin
FROM sys_permission_data_rule AS d
LEFT JOIN sys_permission AS p ON p.id = d.permission_id
