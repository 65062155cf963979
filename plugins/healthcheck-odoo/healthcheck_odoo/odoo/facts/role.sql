-- when: res_groups.category_id
-- Groups in the hidden category are switches of the settings pages, as are a few others that the base module ships.
-- Holders of "Settings" may run any Python code on the server, so nothing is closed to them.
SELECT
  g.id AS role_id,
  COALESCE(
    x.code,
    to_jsonb(g.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(g.name), '$.*') #>> '{}',
    to_jsonb(g.name) #>> '{}'
  ) AS code,
  concat_ws(
    ' / ',
    COALESCE(
      to_jsonb(c.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(c.name), '$.*') #>> '{}',
      to_jsonb(c.name) #>> '{}'
    ),
    COALESCE(
      to_jsonb(g.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(g.name), '$.*') #>> '{}',
      to_jsonb(g.name) #>> '{}'
    )
  ) AS name,
  CASE
    WHEN x.code IN ('base.group_user', 'base.group_portal', 'base.group_public') THEN 'system'
    WHEN k.code = 'base.module_category_hidden' THEN 'feature'
    WHEN x.code IN (
      'base.group_multi_company', 'base.group_multi_currency', 'base.group_no_one', 'base.group_sanitize_override'
    ) THEN 'feature'
    ELSE 'role'
  END AS kind,
  NULL AS company_id,
  NULL AS data_scope,
  COALESCE(x.code = 'base.group_system', FALSE) AS superuser,
  TRUE AS active,
  FALSE AS deleted
FROM res_groups AS g
LEFT JOIN ir_module_category AS c ON c.id = g.category_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'res.groups'
  GROUP BY d.res_id
) AS x ON x.res_id = g.id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'ir.module.category'
  GROUP BY d.res_id
) AS k ON k.res_id = c.id

-- when: res_groups.privilege_id
-- From 19 on a group belongs to a privilege, and shipped switches are the groups that have none.
SELECT
  g.id AS role_id,
  COALESCE(
    x.code,
    to_jsonb(g.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(g.name), '$.*') #>> '{}',
    to_jsonb(g.name) #>> '{}'
  ) AS code,
  concat_ws(
    ' / ',
    COALESCE(
      to_jsonb(v.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(v.name), '$.*') #>> '{}',
      to_jsonb(v.name) #>> '{}'
    ),
    COALESCE(
      to_jsonb(g.name) ->> 'en_US',
      jsonb_path_query_first(to_jsonb(g.name), '$.*') #>> '{}',
      to_jsonb(g.name) #>> '{}'
    )
  ) AS name,
  CASE
    WHEN x.code IN ('base.group_user', 'base.group_portal', 'base.group_public') THEN 'system'
    WHEN x.code IN ('base.group_system', 'base.group_erp_manager', 'base.group_partner_manager') THEN 'role'
    WHEN x.code IN (
      'base.group_multi_company', 'base.group_multi_currency', 'base.group_no_one', 'base.group_sanitize_override'
    ) THEN 'feature'
    WHEN g.privilege_id IS NULL AND x.code NOT LIKE '\_\_%' THEN 'feature'
    ELSE 'role'
  END AS kind,
  NULL AS company_id,
  NULL AS data_scope,
  COALESCE(x.code = 'base.group_system', FALSE) AS superuser,
  TRUE AS active,
  FALSE AS deleted
FROM res_groups AS g
LEFT JOIN res_groups_privilege AS v ON v.id = g.privilege_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'res.groups'
  GROUP BY d.res_id
) AS x ON x.res_id = g.id
