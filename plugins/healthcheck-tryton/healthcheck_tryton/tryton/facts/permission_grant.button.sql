SELECT
  g."group" AS role_id,
  'button:' || g.button AS permission_id,
  NULL AS company_id,
  'ir_model_button-res_group#' || g.id AS origin
FROM "ir_model_button-res_group" AS g
