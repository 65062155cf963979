SELECT
  g.gid AS role_id,
  concat('ir_ui_menu,', g.menu_id) AS permission_id,
  NULL AS company_id,
  concat('ir_ui_menu_group_rel#', g.menu_id, ',', g.gid) AS origin
FROM ir_ui_menu_group_rel AS g
