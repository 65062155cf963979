-- when: system_role, system_tenant
SELECT
  r.id AS role_id,
  r.code AS code,
  r.name AS name,
  CASE WHEN r.code IN ('super_admin', 'tenant_admin', 'crm_admin') THEN 'system' ELSE 'role' END AS kind,
  NULLIF(r.tenant_id, 0) AS company_id,
  CASE r.data_scope
    WHEN 1 THEN 'all' WHEN 2 THEN 'custom' WHEN 3 THEN 'unit' WHEN 4 THEN 'unit_and_below' WHEN 5 THEN 'self'
    ELSE CASE WHEN r.data_scope IS NOT NULL THEN 'other' END
  END AS data_scope,
  r.code = 'super_admin' AS superuser, -- has no menu rows by design: the code lets it through
  COALESCE(r.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  r.deleted = 1 AS deleted
FROM system_role AS r
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1

-- when: system_role, !system_tenant
-- The same without tenants.
SELECT
  r.id AS role_id,
  r.code AS code,
  r.name AS name,
  CASE WHEN r.code IN ('super_admin', 'tenant_admin', 'crm_admin') THEN 'system' ELSE 'role' END AS kind,
  present(NULLIF(r.tenant_id, 0), NULL) AS company_id,
  CASE r.data_scope
    WHEN 1 THEN 'all' WHEN 2 THEN 'custom' WHEN 3 THEN 'unit' WHEN 4 THEN 'unit_and_below' WHEN 5 THEN 'self'
    ELSE CASE WHEN r.data_scope IS NOT NULL THEN 'other' END
  END AS data_scope,
  r.code = 'super_admin' AS superuser, -- has no menu rows by design: the code lets it through
  COALESCE(r.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  r.deleted = 1 AS deleted
FROM system_role AS r
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
