-- A menu and its action are tied by text only (`ir_action_keyword.model` = 'ir.ui.menu,<id>').
SELECT
  'menu:' || m.id AS permission_id,
  x.code AS code,
  m.name AS name,
  CASE WHEN k.action IS NULL THEN 'directory' ELSE 'menu' END AS kind,
  'menu:' || m.parent AS parent_id,
  'ir.action,' || k.action AS target,
  CASE WHEN k.action IS NOT NULL THEN k.found > 0 END AS target_found,
  g.menu IS NULL AS open_to_all,
  TRUE AS visible,
  m.active AS active,
  FALSE AS deleted,
  'ir_ui_menu#' || m.id AS origin
FROM ir_ui_menu AS m
LEFT JOIN (
  SELECT w.model, MIN(w.action) AS action, COUNT(a.id) AS found
  FROM ir_action_keyword AS w
  LEFT JOIN ir_action AS a ON a.id = w.action
  WHERE w.keyword = 'tree_open' AND w.action IS NOT NULL
  GROUP BY w.model
) AS k ON k.model = 'ir.ui.menu,' || m.id
LEFT JOIN (
  SELECT r.menu
  FROM "ir_ui_menu-res_group" AS r
  GROUP BY r.menu
) AS g ON g.menu = m.id
LEFT JOIN (
  SELECT d.db_id, MIN(d.module || '.' || d.fs_id) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.ui.menu'
  GROUP BY d.db_id
) AS x ON x.db_id = m.id
