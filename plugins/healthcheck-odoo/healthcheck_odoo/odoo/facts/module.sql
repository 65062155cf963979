SELECT
  m.id AS module_id,
  m.name AS code,
  COALESCE(
    to_jsonb(m.shortdesc) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(m.shortdesc), '$.*') #>> '{}',
    to_jsonb(m.shortdesc) #>> '{}'
  ) AS name,
  m.latest_version AS version,
  CASE m.state
    WHEN 'installed' THEN 'installed'
    WHEN 'to install' THEN 'to_install'
    WHEN 'to upgrade' THEN 'to_upgrade'
    WHEN 'to remove' THEN 'to_remove'
    ELSE 'available'
  END AS state,
  d.documents AS documents
FROM ir_module_module AS m
LEFT JOIN (
  SELECT 'account' AS name, count(*) AS documents FROM account_move AS x
  UNION ALL
  SELECT 'crm' AS name, count(*) AS documents FROM crm_lead AS x
  UNION ALL
  SELECT 'fleet' AS name, count(*) AS documents FROM fleet_vehicle AS x
  UNION ALL
  SELECT 'hr_expense' AS name, count(*) AS documents FROM hr_expense AS x
  UNION ALL
  SELECT 'hr_holidays' AS name, count(*) AS documents FROM hr_leave AS x
  UNION ALL
  SELECT 'hr_recruitment' AS name, count(*) AS documents FROM hr_applicant AS x
  UNION ALL
  SELECT 'hr_timesheet' AS name, count(*) AS documents FROM account_analytic_line AS x
  UNION ALL
  SELECT 'maintenance' AS name, count(*) AS documents FROM maintenance_request AS x
  UNION ALL
  SELECT 'mass_mailing' AS name, count(*) AS documents FROM mailing_mailing AS x
  UNION ALL
  SELECT 'mrp' AS name, count(*) AS documents FROM mrp_production AS x
  UNION ALL
  SELECT 'point_of_sale' AS name, count(*) AS documents FROM pos_order AS x
  UNION ALL
  SELECT 'project' AS name, count(*) AS documents FROM project_task AS x
  UNION ALL
  SELECT 'purchase' AS name, count(*) AS documents FROM purchase_order AS x
  UNION ALL
  SELECT 'purchase_request' AS name, count(*) AS documents FROM purchase_request AS x
  UNION ALL
  SELECT 'repair' AS name, count(*) AS documents FROM repair_order AS x
  UNION ALL
  SELECT 'sale_management' AS name, count(*) AS documents FROM sale_order AS x
  UNION ALL
  SELECT 'stock' AS name, count(*) AS documents FROM stock_picking AS x
  UNION ALL
  SELECT 'survey' AS name, count(*) AS documents FROM survey_user_input AS x
) AS d ON d.name = m.name
