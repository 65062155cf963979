SELECT
  concat('hr_leave_type,', t.id) AS flow_id,
  o.step AS node_id,
  o.label AS name,
  'user_task' AS kind,
  NULL AS parent_id,
  NULL AS attached_to,
  FALSE AS triggered,
  TRUE AS interrupting,
  NULL AS called_code,
  NULL AS multi_instance,
  NULL AS quorum,
  TRUE AS approver_required,
  concat('hr_leave_type#', t.id) AS origin
FROM hr_leave_type AS t
INNER JOIN (
  VALUES
    ('manager', 'manager', 'Employee''s approver'),
    ('both', 'manager', 'Employee''s approver'),
    ('hr', 'hr', 'Time off officer'),
    ('both', 'hr', 'Time off officer')
) AS o(validation, step, label) ON o.validation = t.leave_validation_type
