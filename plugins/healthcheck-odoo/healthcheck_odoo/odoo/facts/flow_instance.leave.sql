-- A request is its own run: it waits for an approver as long as it is not decided.
-- when: hr_leave.active
SELECT
  concat('hr_leave,', l.id) AS instance_id,
  concat('hr_leave_type,', l.holiday_status_id) AS flow_id,
  concat('hr.leave,', l.id) AS business_key,
  'hr.leave' AS document_type_id,
  COALESCE(e.user_id, l.create_uid) AS starter_user_id,
  l.create_date AS started_at,
  CASE WHEN l.state NOT IN ('confirm', 'validate1') THEN l.write_date END AS ended_at,
  CASE
    WHEN l.state IN ('confirm', 'validate1') THEN 'running'
    WHEN l.state = 'validate' THEN 'finished'
    ELSE 'cancelled'
  END AS state,
  l.state IN ('confirm', 'validate1') AS waiting,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
LEFT JOIN hr_employee AS e ON e.id = l.employee_id
WHERE l.state <> 'draft' AND l.active

-- when: !hr_leave.active
SELECT
  concat('hr_leave,', l.id) AS instance_id,
  concat('hr_leave_type,', l.holiday_status_id) AS flow_id,
  concat('hr.leave,', l.id) AS business_key,
  'hr.leave' AS document_type_id,
  COALESCE(e.user_id, l.create_uid) AS starter_user_id,
  l.create_date AS started_at,
  CASE WHEN l.state NOT IN ('confirm', 'validate1') THEN l.write_date END AS ended_at,
  CASE
    WHEN l.state IN ('confirm', 'validate1') THEN 'running'
    WHEN l.state = 'validate' THEN 'finished'
    ELSE 'cancelled'
  END AS state,
  l.state IN ('confirm', 'validate1') AS waiting,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
LEFT JOIN hr_employee AS e ON e.id = l.employee_id
WHERE l.state <> 'draft'
