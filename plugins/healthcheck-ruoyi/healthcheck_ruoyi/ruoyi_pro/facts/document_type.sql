-- when: bpm_oa_leave.status
SELECT
  'bpm_oa_leave' AS document_type_id,
  'bpm_oa_leave' AS code,
  'OA 请假' AS name,
  FALSE AS critical,
  COUNT(*) AS documents,
  COALESCE(SUM(CASE WHEN d.status = 1 THEN 1 ELSE 0 END), 0) AS pending,
  TRUE AS active,
  'bpm_oa_leave' AS origin
FROM bpm_oa_leave AS d
WHERE d.deleted = 0

-- when: bpm_oa_leave.result
SELECT
  'bpm_oa_leave' AS document_type_id,
  'bpm_oa_leave' AS code,
  'OA 请假' AS name,
  FALSE AS critical,
  COUNT(*) AS documents,
  COALESCE(SUM(CASE WHEN d.result = 1 THEN 1 ELSE 0 END), 0) AS pending,
  TRUE AS active,
  'bpm_oa_leave' AS origin
FROM bpm_oa_leave AS d
WHERE d.deleted = 0
