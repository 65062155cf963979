SELECT
  'hr.leave.allocation' AS document_type_id,
  'hr.leave.allocation' AS code,
  'Time Off Allocation' AS name,
  FALSE AS critical,
  count(*) AS documents,
  count(*) FILTER (WHERE a.state IN ('confirm', 'validate1')) AS pending,
  TRUE AS active,
  'hr_leave_allocation' AS origin
FROM hr_leave_allocation AS a
