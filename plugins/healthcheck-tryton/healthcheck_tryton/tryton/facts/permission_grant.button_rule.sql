SELECT
  r."group" AS role_id,
  'button_rule:' || r.id AS permission_id,
  NULL AS company_id,
  'ir_model_button_rule#' || r.id AS origin
FROM ir_model_button_rule AS r
WHERE r."group" IS NOT NULL
