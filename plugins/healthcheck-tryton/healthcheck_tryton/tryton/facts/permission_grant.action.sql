SELECT
  g."group" AS role_id,
  'action:' || g.action AS permission_id,
  NULL AS company_id,
  'ir_action-res_group#' || g.id AS origin
FROM "ir_action-res_group" AS g
