-- Analyses on the screen: menus that open a model of the reporting kind, most of them views of the database. A statement
-- that reads such a view is then named with its menu.
SELECT
  concat('menu:', m.id) AS report_id,
  concat('menu:', x.code) AS code,
  COALESCE(
    to_jsonb(m.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(m.name), '$.*') #>> '{}',
    to_jsonb(m.name) #>> '{}'
  ) AS name,
  'window' AS kind,
  NULL AS sql,
  NULL AS dialect,
  NULL AS data_source,
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
  ) AS menu_path,
  NULL AS owner_user_id,
  w.res_model AS target,
  NULL AS target_found,
  m.active AS active,
  FALSE AS deleted,
  concat('ir_ui_menu#', m.id) AS origin
FROM ir_ui_menu AS m
JOIN ir_act_window AS w ON m.action = concat('ir.actions.act_window,', w.id)
LEFT JOIN ir_ui_menu AS p ON p.id = m.parent_id
LEFT JOIN ir_ui_menu AS pp ON pp.id = p.parent_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.ui.menu'
  GROUP BY d.res_id
) AS x ON x.res_id = m.id
WHERE w.res_model LIKE '%report%' AND w.res_model NOT LIKE 'ir.%' AND w.res_model NOT LIKE 'report.paper%'
