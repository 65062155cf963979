-- A request names no department: it is the applicant's, whose table had three names over the years.
-- when: bpm_oa_leave.status
SELECT
  CONCAT('bpm_oa_leave,', d.id) AS document_id,
  'bpm_oa_leave' AS document_type_id,
  CONCAT('', d.id) AS number,
  CASE d.status
    WHEN 1 THEN 'in_approval' WHEN 2 THEN 'approved' WHEN 3 THEN 'rejected' WHEN 4 THEN 'cancelled'
  END AS state,
  d.user_id AS created_by_user_id,
  NULLIF(d.process_instance_id, '') AS instance_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  d.create_time AS submitted_at,
  CONCAT('bpm_oa_leave#', d.id) AS origin
FROM bpm_oa_leave AS d
LEFT JOIN system_users AS u ON u.id = d.user_id
WHERE d.deleted = 0

-- when: bpm_oa_leave.result, system_user.id
SELECT
  CONCAT('bpm_oa_leave,', d.id) AS document_id,
  'bpm_oa_leave' AS document_type_id,
  CONCAT('', d.id) AS number,
  CASE d.result
    WHEN 1 THEN 'in_approval' WHEN 2 THEN 'approved' WHEN 3 THEN 'rejected' WHEN 4 THEN 'cancelled'
  END AS state,
  d.user_id AS created_by_user_id,
  NULLIF(d.process_instance_id, '') AS instance_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  d.create_time AS submitted_at,
  CONCAT('bpm_oa_leave#', d.id) AS origin
FROM bpm_oa_leave AS d
LEFT JOIN system_user AS u ON u.id = d.user_id
WHERE d.deleted = 0

-- when: bpm_oa_leave.result, sys_user.id
SELECT
  CONCAT('bpm_oa_leave,', d.id) AS document_id,
  'bpm_oa_leave' AS document_type_id,
  CONCAT('', d.id) AS number,
  CASE d.result
    WHEN 1 THEN 'in_approval' WHEN 2 THEN 'approved' WHEN 3 THEN 'rejected' WHEN 4 THEN 'cancelled'
  END AS state,
  d.user_id AS created_by_user_id,
  NULLIF(d.process_instance_id, '') AS instance_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  d.create_time AS submitted_at,
  CONCAT('bpm_oa_leave#', d.id) AS origin
FROM bpm_oa_leave AS d
LEFT JOIN sys_user AS u ON u.id = d.user_id
WHERE d.deleted = 0

-- when: bpm_oa_leave.result
SELECT
  CONCAT('bpm_oa_leave,', d.id) AS document_id,
  'bpm_oa_leave' AS document_type_id,
  CONCAT('', d.id) AS number,
  CASE d.result
    WHEN 1 THEN 'in_approval' WHEN 2 THEN 'approved' WHEN 3 THEN 'rejected' WHEN 4 THEN 'cancelled'
  END AS state,
  d.user_id AS created_by_user_id,
  NULLIF(d.process_instance_id, '') AS instance_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  d.create_time AS submitted_at,
  CONCAT('bpm_oa_leave#', d.id) AS origin
FROM bpm_oa_leave AS d
LEFT JOIN system_users AS u ON u.id = d.user_id
WHERE d.deleted = 0
