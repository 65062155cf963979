SELECT
  g."group" AS role_id,
  'menu:' || g.menu AS permission_id,
  NULL AS company_id,
  'ir_ui_menu-res_group#' || g.id AS origin
FROM "ir_ui_menu-res_group" AS g
