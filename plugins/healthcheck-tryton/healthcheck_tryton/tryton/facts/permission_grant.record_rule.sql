SELECT
  g."group" AS role_id,
  'rule_group:' || g.rule_group AS permission_id,
  NULL AS company_id,
  'ir_rule_group-res_group#' || g.id AS origin
FROM "ir_rule_group-res_group" AS g
