-- `action` is an untyped pointer ("ir.actions.act_window,42"). All action tables inherit from `ir_actions`. A window
-- action whose model is gone cannot open either: then the model is named as what is missing. `parent_id` is left out on
-- purpose: groups on a menu narrow what is open to all, so an entry for one group below a menu for another is no slip.
SELECT
  concat('ir_ui_menu,', m.id) AS permission_id,
  x.code AS code,
  concat_ws(
    ' / ',
    COALESCE(
      to_jsonb(pp.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(pp.name), '$.*') #>> '{}',
      to_jsonb(pp.name) #>> '{}'
    ),
    COALESCE(
      to_jsonb(p.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(p.name), '$.*') #>> '{}',
      to_jsonb(p.name) #>> '{}'
    ),
    COALESCE(
      to_jsonb(m.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(m.name), '$.*') #>> '{}',
      to_jsonb(m.name) #>> '{}'
    )
  ) AS name,
  CASE WHEN NULLIF(m.action, '') IS NULL THEN 'directory' ELSE 'menu' END AS kind,
  CASE WHEN w.id IS NOT NULL AND k.id IS NULL THEN w.res_model ELSE NULLIF(m.action, '') END AS target,
  CASE
    WHEN NULLIF(m.action, '') IS NOT NULL THEN a.id IS NOT NULL AND (w.id IS NULL OR k.id IS NOT NULL)
  END AS target_found,
  TRUE AS visible,
  m.active AS active,
  FALSE AS deleted,
  g.menu_id IS NULL AS open_to_all,
  concat('ir_ui_menu#', m.id) AS origin
FROM ir_ui_menu AS m
LEFT JOIN ir_ui_menu AS p ON p.id = m.parent_id
LEFT JOIN ir_ui_menu AS pp ON pp.id = p.parent_id
LEFT JOIN ir_actions AS a ON a.type = split_part(m.action, ',', 1) AND CAST(a.id AS TEXT) = split_part(m.action, ',', 2)
LEFT JOIN ir_act_window AS w ON w.id = a.id
LEFT JOIN ir_model AS k ON k.model = w.res_model
LEFT JOIN (
  SELECT r.menu_id
  FROM ir_ui_menu_group_rel AS r
  GROUP BY r.menu_id
) AS g ON g.menu_id = m.id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.ui.menu'
  GROUP BY d.res_id
) AS x ON x.res_id = m.id
