-- Row rules of online forms (Online 表单数据权限).
SELECT
  CONCAT('onl_auth_data:', d.id) AS permission_id,
  CONCAT(d.rule_column, ' ', d.rule_operator, ' ', d.rule_value) AS code,
  d.rule_name AS name,
  'record_rule' AS kind,
  NULL AS parent_id,
  CONCAT('onl_cgform_head#', d.cgform_id) AS target,
  f.id IS NOT NULL AS target_found,
  TRUE AS visible,
  CASE WHEN d.status = 1 THEN TRUE ELSE FALSE END AS active,
  FALSE AS deleted,
  CONCAT('onl_auth_data#', d.id) AS origin
FROM onl_auth_data AS d
LEFT JOIN onl_cgform_head AS f ON f.id = d.cgform_id
