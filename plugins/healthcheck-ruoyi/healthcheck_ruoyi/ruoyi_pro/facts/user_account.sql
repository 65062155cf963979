-- when: system_users, system_tenant
SELECT
  u.id AS user_id,
  u.username AS login,
  u.nickname AS name,
  'person' AS kind,
  NULL AS employee_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  NULLIF(u.tenant_id, 0) AS company_id,
  FALSE AS superuser, -- what the product lets through is the role super_admin, not an account
  NULLIF(u.email, '') AS email,
  NULLIF(u.mobile, '') AS phone,
  u.create_time AS created_at,
  u.login_date AS last_login_at,
  NULL AS valid_until,
  -- Hashed per account with bcrypt; children that hash otherwise can be compared. The engine keeps a keyed digest only.
  CASE WHEN u.password LIKE '$%' THEN NULL ELSE NULLIF(u.password, '') END AS password_mark,
  CASE WHEN u.password LIKE '$2%' THEN 'slow' END AS password_scheme,
  COALESCE(u.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  u.deleted = 1 AS deleted
FROM system_users AS u
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1

-- when: system_users, !system_tenant
-- The same without tenants.
SELECT
  u.id AS user_id,
  u.username AS login,
  u.nickname AS name,
  'person' AS kind,
  NULL AS employee_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  present(NULLIF(u.tenant_id, 0), NULL) AS company_id,
  FALSE AS superuser, -- what the product lets through is the role super_admin, not an account
  NULLIF(u.email, '') AS email,
  NULLIF(u.mobile, '') AS phone,
  u.create_time AS created_at,
  u.login_date AS last_login_at,
  NULL AS valid_until,
  -- Hashed per account with bcrypt; children that hash otherwise can be compared. The engine keeps a keyed digest only.
  CASE WHEN u.password LIKE '$%' THEN NULL ELSE NULLIF(u.password, '') END AS password_mark,
  CASE WHEN u.password LIKE '$2%' THEN 'slow' END AS password_scheme,
  COALESCE(u.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  u.deleted = 1 AS deleted
FROM system_users AS u
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1

-- when: system_user.username
SELECT
  u.id AS user_id,
  u.username AS login,
  u.nickname AS name,
  'person' AS kind,
  NULL AS employee_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  NULLIF(u.tenant_id, 0) AS company_id,
  FALSE AS superuser, -- what the product lets through is the role super_admin, not an account
  NULLIF(u.email, '') AS email,
  NULLIF(u.mobile, '') AS phone,
  u.create_time AS created_at,
  u.login_date AS last_login_at,
  NULL AS valid_until,
  -- Hashed per account with bcrypt; children that hash otherwise can be compared. The engine keeps a keyed digest only.
  CASE WHEN u.password LIKE '$%' THEN NULL ELSE NULLIF(u.password, '') END AS password_mark,
  CASE WHEN u.password LIKE '$2%' THEN 'slow' END AS password_scheme,
  COALESCE(u.status, CAST(n.value AS SIGNED), 0) = COALESCE(CAST(n.value AS SIGNED), 0) AS active,
  u.deleted = 1 AS deleted
FROM system_user AS u
LEFT JOIN (
  SELECT CASE WHEN COUNT(DISTINCT v.value) = 1 THEN MAX(v.value) END AS value
  FROM system_dict_data AS v
  WHERE v.dict_type = 'common_status' AND v.label IN ('开启', '启用', '正常', 'Enabled') AND v.deleted = 0
) AS n ON 1 = 1
