-- root (id 0) and accounts that modules bring along never sign in. `administrator` passes every check; before there was
-- such a flag only root did. The last sign-in is not kept.
-- when: res_user.administrator
SELECT
  u.id AS user_id,
  u.login AS login,
  u.name AS name,
  CASE WHEN u.id = 0 OR (x.fs_id IS NOT NULL AND x.fs_id <> 'user_admin') THEN 'system' ELSE 'person' END AS kind,
  u.employee AS employee_id,
  u.company AS company_id,
  COALESCE(u.administrator, FALSE) AS superuser,
  u.email AS email,
  u.create_date AS created_at,
  NULL AS valid_until,
  NULL AS password_mark, -- Argon2, scrypt or bcrypt, with a salt per account
  'slow' AS password_scheme,
  u.active AS active,
  FALSE AS deleted
FROM res_user AS u
LEFT JOIN (
  SELECT d.db_id, MIN(d.fs_id) AS fs_id
  FROM ir_model_data AS d
  WHERE d.model = 'res.user'
  GROUP BY d.db_id
) AS x ON x.db_id = u.id

-- when: !res_user.administrator
SELECT
  u.id AS user_id,
  u.login AS login,
  u.name AS name,
  CASE WHEN u.id = 0 OR (x.fs_id IS NOT NULL AND x.fs_id <> 'user_admin') THEN 'system' ELSE 'person' END AS kind,
  u.employee AS employee_id,
  u.company AS company_id,
  u.id = 0 AS superuser,
  u.email AS email,
  u.create_date AS created_at,
  NULL AS valid_until,
  NULL AS password_mark, -- Argon2, scrypt or bcrypt, with a salt per account
  'slow' AS password_scheme,
  u.active AS active,
  FALSE AS deleted
FROM res_user AS u
LEFT JOIN (
  SELECT d.db_id, MIN(d.fs_id) AS fs_id
  FROM ir_model_data AS d
  WHERE d.model = 'res.user'
  GROUP BY d.db_id
) AS x ON x.db_id = u.id
