SELECT
  'hr.leave' AS document_type_id,
  'hr.leave' AS code,
  'Time Off' AS name,
  FALSE AS critical,
  count(*) AS documents,
  count(*) FILTER (WHERE l.state IN ('confirm', 'validate1')) AS pending,
  TRUE AS active,
  'hr_leave' AS origin
FROM hr_leave AS l
