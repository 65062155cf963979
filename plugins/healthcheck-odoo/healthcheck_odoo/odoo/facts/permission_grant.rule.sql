SELECT
  g.group_id AS role_id,
  concat('ir_rule,', g.rule_group_id) AS permission_id,
  NULL AS company_id,
  concat('rule_group_rel#', g.rule_group_id, ',', g.group_id) AS origin
FROM rule_group_rel AS g
