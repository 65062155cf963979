-- Requests that wait, and those whose approver is on record (types without validation record the employee).
-- when: hr_leave.active
SELECT
  concat('hr.leave,', l.id) AS document_id,
  'hr.leave' AS document_type_id,
  concat(e.name, ' ', CAST(l.date_from AS DATE), ' #', l.id) AS number,
  CASE WHEN l.state = 'validate' THEN 'approved' ELSE 'in_approval' END AS state,
  COALESCE(e.user_id, l.create_uid) AS created_by_user_id,
  CASE
    WHEN t.leave_validation_type IN ('manager', 'hr', 'both') AND l.state = 'validate'
      THEN COALESCE(p2.user_id, p1.user_id)
  END AS approved_by_user_id,
  concat('hr_leave,', l.id) AS instance_id,
  NULL AS amount,
  NULL AS currency,
  e.company_id AS company_id,
  l.department_id AS org_unit_id,
  l.create_date AS submitted_at,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
LEFT JOIN hr_leave_type AS t ON t.id = l.holiday_status_id
LEFT JOIN hr_employee AS e ON e.id = l.employee_id
LEFT JOIN hr_employee AS p1 ON p1.id = l.first_approver_id
LEFT JOIN hr_employee AS p2 ON p2.id = l.second_approver_id
WHERE (l.state IN ('confirm', 'validate1') OR (l.state = 'validate' AND l.first_approver_id IS NOT NULL)) AND l.active

-- when: !hr_leave.active
SELECT
  concat('hr.leave,', l.id) AS document_id,
  'hr.leave' AS document_type_id,
  concat(e.name, ' ', CAST(l.date_from AS DATE), ' #', l.id) AS number,
  CASE WHEN l.state = 'validate' THEN 'approved' ELSE 'in_approval' END AS state,
  COALESCE(e.user_id, l.create_uid) AS created_by_user_id,
  CASE
    WHEN t.leave_validation_type IN ('manager', 'hr', 'both') AND l.state = 'validate'
      THEN COALESCE(p2.user_id, p1.user_id)
  END AS approved_by_user_id,
  concat('hr_leave,', l.id) AS instance_id,
  NULL AS amount,
  NULL AS currency,
  e.company_id AS company_id,
  l.department_id AS org_unit_id,
  l.create_date AS submitted_at,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
LEFT JOIN hr_leave_type AS t ON t.id = l.holiday_status_id
LEFT JOIN hr_employee AS e ON e.id = l.employee_id
LEFT JOIN hr_employee AS p1 ON p1.id = l.first_approver_id
LEFT JOIN hr_employee AS p2 ON p2.id = l.second_approver_id
WHERE (l.state IN ('confirm', 'validate1') OR (l.state = 'validate' AND l.first_approver_id IS NOT NULL))
