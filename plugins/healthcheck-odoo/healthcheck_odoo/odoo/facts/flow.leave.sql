SELECT
  concat('hr_leave_type,', t.id) AS flow_id,
  concat('hr_leave_type,', t.id) AS code,
  COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ) AS name,
  1 AS version,
  TRUE AS latest,
  'steps' AS notation,
  TRUE AS executable,
  'hr.leave' AS document_type_id,
  t.company_id AS company_id,
  NULL AS instances,
  NULL AS deployed_at,
  t.active AND COALESCE(t.leave_validation_type, 'no_validation') <> 'no_validation' AS active,
  FALSE AS deleted,
  concat('hr_leave_type#', t.id) AS origin
FROM hr_leave_type AS t
