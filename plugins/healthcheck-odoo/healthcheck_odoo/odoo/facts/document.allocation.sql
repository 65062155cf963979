-- when: hr_leave_allocation.active
SELECT
  concat('hr.leave.allocation,', a.id) AS document_id,
  'hr.leave.allocation' AS document_type_id,
  concat(e.name, ' #', a.id) AS number,
  'in_approval' AS state,
  COALESCE(e.user_id, a.create_uid) AS created_by_user_id,
  NULL AS approved_by_user_id,
  NULL AS instance_id,
  NULL AS amount,
  NULL AS currency,
  e.company_id AS company_id,
  a.department_id AS org_unit_id,
  a.create_date AS submitted_at,
  concat('hr_leave_allocation#', a.id) AS origin
FROM hr_leave_allocation AS a
LEFT JOIN hr_employee AS e ON e.id = a.employee_id
WHERE a.state IN ('confirm', 'validate1') AND a.active

-- when: !hr_leave_allocation.active
SELECT
  concat('hr.leave.allocation,', a.id) AS document_id,
  'hr.leave.allocation' AS document_type_id,
  concat(e.name, ' #', a.id) AS number,
  'in_approval' AS state,
  COALESCE(e.user_id, a.create_uid) AS created_by_user_id,
  NULL AS approved_by_user_id,
  NULL AS instance_id,
  NULL AS amount,
  NULL AS currency,
  e.company_id AS company_id,
  a.department_id AS org_unit_id,
  a.create_date AS submitted_at,
  concat('hr_leave_allocation#', a.id) AS origin
FROM hr_leave_allocation AS a
LEFT JOIN hr_employee AS e ON e.id = a.employee_id
WHERE a.state IN ('confirm', 'validate1')
