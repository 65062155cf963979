-- when: hr_leave.active
-- A request that its employee called off keeps its state and is archived.
SELECT
  concat('hr_leave,', l.id) AS task_id,
  concat('hr_leave,', l.id) AS instance_id,
  concat('hr_leave_type,', l.holiday_status_id) AS flow_id,
  CASE
    WHEN l.state = 'confirm' AND t.leave_validation_type IN ('manager', 'both') THEN 'manager'
    ELSE 'hr'
  END AS node_id,
  concat(COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ), ': ', e.name, ' ', CAST(l.date_from AS DATE)) AS name,
  CASE
    WHEN l.state = 'confirm' AND t.leave_validation_type IN ('manager', 'both') THEN e.leave_manager_id
  END AS assignee_user_id,
  l.create_date AS created_at,
  NULL AS due_at,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
LEFT JOIN hr_leave_type AS t ON t.id = l.holiday_status_id
LEFT JOIN hr_employee AS e ON e.id = l.employee_id
WHERE l.state IN ('confirm', 'validate1') AND l.active

-- when: !hr_leave.active
SELECT
  concat('hr_leave,', l.id) AS task_id,
  concat('hr_leave,', l.id) AS instance_id,
  concat('hr_leave_type,', l.holiday_status_id) AS flow_id,
  CASE
    WHEN l.state = 'confirm' AND t.leave_validation_type IN ('manager', 'both') THEN 'manager'
    ELSE 'hr'
  END AS node_id,
  concat(COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ), ': ', e.name, ' ', CAST(l.date_from AS DATE)) AS name,
  CASE
    WHEN l.state = 'confirm' AND t.leave_validation_type IN ('manager', 'both') THEN e.leave_manager_id
  END AS assignee_user_id,
  l.create_date AS created_at,
  NULL AS due_at,
  concat('hr_leave#', l.id) AS origin
FROM hr_leave AS l
LEFT JOIN hr_leave_type AS t ON t.id = l.holiday_status_id
LEFT JOIN hr_employee AS e ON e.id = l.employee_id
WHERE l.state IN ('confirm', 'validate1')
