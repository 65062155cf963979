SELECT
  'test_leave' AS document_type_id,
  'test_leave' AS code,
  '请假申请' AS name,
  FALSE AS critical,
  COUNT(*) AS documents,
  COALESCE(SUM(CASE WHEN l.status = 'waiting' THEN 1 ELSE 0 END), 0) AS pending,
  TRUE AS active,
  'test_leave' AS origin
FROM test_leave AS l
