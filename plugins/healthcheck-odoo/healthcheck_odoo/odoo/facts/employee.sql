-- Odoo has no staff number: the badge is a key for the time clock.
-- when: hr_employee.department_id
SELECT
  e.id AS employee_id,
  NULL AS code,
  e.name AS name,
  e.user_id AS user_id,
  e.department_id AS org_unit_id,
  e.company_id AS company_id,
  e.parent_id AS manager_id,
  e.first_contract_date AS hired_on,
  e.departure_date AS left_on,
  e.work_email AS email,
  COALESCE(e.mobile_phone, e.work_phone) AS phone,
  e.active AS active,
  FALSE AS deleted
FROM hr_employee AS e

-- when: hr_employee.current_version_id, hr_version.department_id
-- From 19 on what changes over time (unit, contract, departure) is kept in versions of the employee.
SELECT
  e.id AS employee_id,
  NULL AS code,
  e.name AS name,
  e.user_id AS user_id,
  v.department_id AS org_unit_id,
  e.company_id AS company_id,
  e.parent_id AS manager_id,
  v.contract_date_start AS hired_on,
  v.departure_date AS left_on,
  e.work_email AS email,
  COALESCE(e.mobile_phone, e.work_phone) AS phone,
  e.active AS active,
  FALSE AS deleted
FROM hr_employee AS e
LEFT JOIN hr_version AS v ON v.id = e.current_version_id
