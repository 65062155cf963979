-- when: hr_employee.job_id
SELECT
  e.job_id AS position_id,
  e.id AS holder_id,
  e.id AS employee_id,
  e.user_id AS user_id,
  'hr_employee.job_id' AS source
FROM hr_employee AS e
WHERE e.job_id IS NOT NULL AND e.active

-- when: hr_employee.current_version_id, hr_version.job_id
SELECT
  v.job_id AS position_id,
  e.id AS holder_id,
  e.id AS employee_id,
  e.user_id AS user_id,
  'hr_version.job_id' AS source
FROM hr_employee AS e
INNER JOIN hr_version AS v ON v.id = e.current_version_id
WHERE v.job_id IS NOT NULL AND e.active
