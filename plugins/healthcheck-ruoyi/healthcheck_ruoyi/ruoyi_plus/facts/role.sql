-- when: sys_role, sys_tenant
SELECT
  r.role_id AS role_id,
  r.role_key AS code,
  r.role_name AS name,
  CASE WHEN r.role_id = 1 OR r.role_key IN ('superadmin', 'admin') THEN 'system' ELSE 'role' END AS kind,
  r.tenant_id AS company_id,
  CASE r.data_scope
    WHEN '1' THEN 'all' WHEN '2' THEN 'custom' WHEN '3' THEN 'unit' WHEN '4' THEN 'unit_and_below' WHEN '5' THEN 'self'
    ELSE CASE WHEN r.data_scope > '' THEN 'other' END
  END AS data_scope,
  -- No menu rows by design. 'admin' is a tenant's administrator, whose menus are rows like anybody's.
  r.role_id = 1 OR r.role_key = 'superadmin' AS superuser,
  COALESCE(r.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(r.del_flag, '0') <> '0' AS deleted
FROM sys_role AS r
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1

-- when: sys_role, !sys_tenant
-- The same without tenants.
SELECT
  r.role_id AS role_id,
  r.role_key AS code,
  r.role_name AS name,
  CASE WHEN r.role_id = 1 OR r.role_key IN ('superadmin', 'admin') THEN 'system' ELSE 'role' END AS kind,
  present(r.tenant_id, NULL) AS company_id,
  CASE r.data_scope
    WHEN '1' THEN 'all' WHEN '2' THEN 'custom' WHEN '3' THEN 'unit' WHEN '4' THEN 'unit_and_below' WHEN '5' THEN 'self'
    ELSE CASE WHEN r.data_scope > '' THEN 'other' END
  END AS data_scope,
  -- No menu rows by design. 'admin' is a tenant's administrator, whose menus are rows like anybody's.
  r.role_id = 1 OR r.role_key = 'superadmin' AS superuser,
  COALESCE(r.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(r.del_flag, '0') <> '0' AS deleted
FROM sys_role AS r
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
