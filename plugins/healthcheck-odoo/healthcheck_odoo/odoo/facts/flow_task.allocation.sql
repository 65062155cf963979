-- when: hr_leave_allocation.active
SELECT
  concat('hr_leave_allocation,', a.id) AS task_id,
  NULL AS instance_id,
  NULL AS flow_id,
  NULL AS node_id,
  concat(COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ), ': ', e.name) AS name,
  NULL AS assignee_user_id,
  a.create_date AS created_at,
  NULL AS due_at,
  concat('hr_leave_allocation#', a.id) AS origin
FROM hr_leave_allocation AS a
LEFT JOIN hr_leave_type AS t ON t.id = a.holiday_status_id
LEFT JOIN hr_employee AS e ON e.id = a.employee_id
WHERE a.state IN ('confirm', 'validate1') AND a.active

-- when: !hr_leave_allocation.active
SELECT
  concat('hr_leave_allocation,', a.id) AS task_id,
  NULL AS instance_id,
  NULL AS flow_id,
  NULL AS node_id,
  concat(COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ), ': ', e.name) AS name,
  NULL AS assignee_user_id,
  a.create_date AS created_at,
  NULL AS due_at,
  concat('hr_leave_allocation#', a.id) AS origin
FROM hr_leave_allocation AS a
LEFT JOIN hr_leave_type AS t ON t.id = a.holiday_status_id
LEFT JOIN hr_employee AS e ON e.id = a.employee_id
WHERE a.state IN ('confirm', 'validate1')
