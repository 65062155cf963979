-- Only the template decides: some shipped reports name a model that no longer exists and are printed from code. Other
-- types than QWeb (spreadsheets of community modules) are classes in code, listed as abstract models where known.
SELECT
  r.id AS report_id,
  r.report_name AS code,
  COALESCE(
    to_jsonb(r.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(r.name), '$.*') #>> '{}',
    to_jsonb(r.name) #>> '{}'
  ) AS name,
  r.report_type AS kind,
  NULL AS sql,
  NULL AS dialect,
  NULL AS data_source,
  NULL AS menu_path,
  NULL AS owner_user_id,
  CASE WHEN r.report_type LIKE 'qweb%' THEN r.report_name ELSE r.model END AS target,
  CASE
    WHEN v.view_key IS NOT NULL OR x.code IS NOT NULL THEN TRUE
    WHEN r.report_type LIKE 'qweb%' THEN FALSE
    WHEN m.id IS NOT NULL THEN TRUE
  END AS target_found,
  TRUE AS active,
  FALSE AS deleted
FROM ir_act_report_xml AS r
LEFT JOIN ir_model AS m ON m.model = 'report.' || r.report_name
LEFT JOIN (
  SELECT w.key AS view_key
  FROM ir_ui_view AS w
  WHERE w.key IS NOT NULL
  GROUP BY w.key
) AS v ON v.view_key = r.report_name
LEFT JOIN (
  SELECT d.module || '.' || d.name AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.ui.view'
) AS x ON x.code = r.report_name
