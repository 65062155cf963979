-- when: sys_user, sys_tenant
-- Which status means "in use" is read from the system's own dictionary; the code's own '0' where it does not say.
SELECT
  u.user_id AS user_id,
  u.user_name AS login,
  u.nick_name AS name,
  'person' AS kind,
  NULL AS employee_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  u.tenant_id AS company_id,
  u.user_id = 1 AS superuser, -- hard-wired in the product: this account passes every check, whatever it is called
  NULLIF(u.email, '') AS email,
  NULLIF(u.phonenumber, '') AS phone,
  u.create_time AS created_at,
  u.login_date AS last_login_at,
  NULL AS valid_until,
  -- Hashed per account with bcrypt; children that hash otherwise can be compared. The engine keeps a keyed digest only.
  CASE WHEN u.password LIKE '$%' THEN NULL ELSE NULLIF(u.password, '') END AS password_mark,
  CASE WHEN u.password LIKE '$2%' THEN 'slow' END AS password_scheme,
  COALESCE(u.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(u.del_flag, '0') <> '0' AS deleted
FROM sys_user AS u
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1

-- when: sys_user, !sys_tenant
-- The same without tenants.
SELECT
  u.user_id AS user_id,
  u.user_name AS login,
  u.nick_name AS name,
  'person' AS kind,
  NULL AS employee_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  present(u.tenant_id, NULL) AS company_id,
  u.user_id = 1 AS superuser, -- hard-wired in the product: this account passes every check, whatever it is called
  NULLIF(u.email, '') AS email,
  NULLIF(u.phonenumber, '') AS phone,
  u.create_time AS created_at,
  u.login_date AS last_login_at,
  NULL AS valid_until,
  -- Hashed per account with bcrypt; children that hash otherwise can be compared. The engine keeps a keyed digest only.
  CASE WHEN u.password LIKE '$%' THEN NULL ELSE NULLIF(u.password, '') END AS password_mark,
  CASE WHEN u.password LIKE '$2%' THEN 'slow' END AS password_scheme,
  COALESCE(u.status, n.value, '0') = COALESCE(n.value, '0') AS active,
  COALESCE(u.del_flag, '0') <> '0' AS deleted
FROM sys_user AS u
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.dict_value) = 1 THEN MAX(v.dict_value) END AS value
  FROM sys_dict_data AS v
  WHERE v.dict_type = 'sys_normal_disable' AND v.dict_label IN ('正常', '启用', '有效', 'Normal', 'Enabled')
) AS n ON 1 = 1
