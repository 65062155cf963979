-- OdooBot, the public user and the templates are inactive and hold groups by design. Odoo keeps at least the newest
-- sign-in of every user in `res_users_log`. The unit is that of the user's employee, of whom there is one per company.
-- when: hr_employee.department_id
SELECT
  u.id AS user_id,
  u.login AS login,
  p.name AS name,
  CASE
    WHEN x.code IN ('base.user_root', 'base.public_user') THEN 'system'
    WHEN x.code IN ('base.default_user', 'base.template_portal_user_id') THEN 'template'
    WHEN u.share THEN 'external'
    ELSE 'person'
  END AS kind,
  NULL AS employee_id,
  e.department_id AS org_unit_id,
  u.company_id AS company_id,
  COALESCE(x.code = 'base.user_root', FALSE) AS superuser,
  p.email AS email,
  p.phone AS phone,
  u.create_date AS created_at,
  s.last_login_at AS last_login_at,
  NULL AS valid_until,
  NULL AS password_mark, -- PBKDF2 with a salt per account
  'slow' AS password_scheme,
  u.active AS active,
  FALSE AS deleted
FROM res_users AS u
LEFT JOIN res_partner AS p ON p.id = u.partner_id
LEFT JOIN hr_employee AS e ON e.user_id = u.id AND e.company_id = u.company_id AND e.active
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'res.users'
  GROUP BY d.res_id
) AS x ON x.res_id = u.id
LEFT JOIN (
  SELECT g.create_uid, max(g.create_date) AS last_login_at
  FROM res_users_log AS g
  GROUP BY g.create_uid
) AS s ON s.create_uid = u.id

-- when: hr_employee.current_version_id, hr_version.department_id
SELECT
  u.id AS user_id,
  u.login AS login,
  p.name AS name,
  CASE
    WHEN x.code IN ('base.user_root', 'base.public_user') THEN 'system'
    WHEN x.code IN ('base.default_user', 'base.template_portal_user_id') THEN 'template'
    WHEN u.share THEN 'external'
    ELSE 'person'
  END AS kind,
  NULL AS employee_id,
  v.department_id AS org_unit_id,
  u.company_id AS company_id,
  COALESCE(x.code = 'base.user_root', FALSE) AS superuser,
  p.email AS email,
  p.phone AS phone,
  u.create_date AS created_at,
  s.last_login_at AS last_login_at,
  NULL AS valid_until,
  NULL AS password_mark, -- PBKDF2 with a salt per account
  'slow' AS password_scheme,
  u.active AS active,
  FALSE AS deleted
FROM res_users AS u
LEFT JOIN res_partner AS p ON p.id = u.partner_id
LEFT JOIN hr_employee AS e ON e.user_id = u.id AND e.company_id = u.company_id AND e.active
LEFT JOIN hr_version AS v ON v.id = e.current_version_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'res.users'
  GROUP BY d.res_id
) AS x ON x.res_id = u.id
LEFT JOIN (
  SELECT g.create_uid, max(g.create_date) AS last_login_at
  FROM res_users_log AS g
  GROUP BY g.create_uid
) AS s ON s.create_uid = u.id

-- when: !hr_employee
SELECT
  u.id AS user_id,
  u.login AS login,
  p.name AS name,
  CASE
    WHEN x.code IN ('base.user_root', 'base.public_user') THEN 'system'
    WHEN x.code IN ('base.default_user', 'base.template_portal_user_id') THEN 'template'
    WHEN u.share THEN 'external'
    ELSE 'person'
  END AS kind,
  NULL AS employee_id,
  NULL AS org_unit_id,
  u.company_id AS company_id,
  COALESCE(x.code = 'base.user_root', FALSE) AS superuser,
  p.email AS email,
  p.phone AS phone,
  u.create_date AS created_at,
  s.last_login_at AS last_login_at,
  NULL AS valid_until,
  NULL AS password_mark, -- PBKDF2 with a salt per account
  'slow' AS password_scheme,
  u.active AS active,
  FALSE AS deleted
FROM res_users AS u
LEFT JOIN res_partner AS p ON p.id = u.partner_id
LEFT JOIN (
  SELECT d.res_id, min(d.module || '.' || d.name) AS code
  FROM ir_model_data AS d
  WHERE d.model = 'res.users'
  GROUP BY d.res_id
) AS x ON x.res_id = u.id
LEFT JOIN (
  SELECT g.create_uid, max(g.create_date) AS last_login_at
  FROM res_users_log AS g
  GROUP BY g.create_uid
) AS s ON s.create_uid = u.id
