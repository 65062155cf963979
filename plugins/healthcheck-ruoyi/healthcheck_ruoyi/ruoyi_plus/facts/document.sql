-- when: test_leave.status, act_hi_procinst.business_key_
-- The document does not know its instance; the instance knows the document's key. A running one goes before an
-- ended one.
SELECT
  CONCAT('test_leave,', l.id) AS document_id,
  'test_leave' AS document_type_id,
  CONCAT('', l.id) AS number,
  CASE l.status
    WHEN 'draft' THEN 'draft' WHEN 'waiting' THEN 'in_approval' WHEN 'finish' THEN 'approved'
    WHEN 'back' THEN 'draft' WHEN 'cancel' THEN 'cancelled' WHEN 'invalid' THEN 'cancelled'
    WHEN 'termination' THEN 'rejected'
  END AS state,
  l.create_by AS created_by_user_id,
  COALESCE(r.id, e.id) AS instance_id,
  l.tenant_id AS company_id,
  NULLIF(l.create_dept, 0) AS org_unit_id,
  l.create_time AS submitted_at,
  CONCAT('test_leave#', l.id) AS origin
FROM test_leave AS l
LEFT JOIN (
  SELECT h.business_key_ AS business_key, MAX(h.id_) AS id
  FROM act_hi_procinst AS h
  WHERE h.end_time_ IS NULL
  GROUP BY h.business_key_
) AS r ON r.business_key = CONCAT('', l.id)
LEFT JOIN (
  SELECT h.business_key_ AS business_key, MAX(h.id_) AS id
  FROM act_hi_procinst AS h
  WHERE h.end_time_ IS NOT NULL
  GROUP BY h.business_key_
) AS e ON e.business_key = CONCAT('', l.id)

-- when: test_leave.status, flow_instance.business_id
-- The document does not know its instance; the instance knows the document's key. A running one goes before an
-- ended one.
SELECT
  CONCAT('test_leave,', l.id) AS document_id,
  'test_leave' AS document_type_id,
  CONCAT('', l.id) AS number,
  CASE l.status
    WHEN 'draft' THEN 'draft' WHEN 'waiting' THEN 'in_approval' WHEN 'finish' THEN 'approved'
    WHEN 'back' THEN 'draft' WHEN 'cancel' THEN 'cancelled' WHEN 'invalid' THEN 'cancelled'
    WHEN 'termination' THEN 'rejected'
  END AS state,
  l.create_by AS created_by_user_id,
  COALESCE(r.id, e.id) AS instance_id,
  l.tenant_id AS company_id,
  NULLIF(l.create_dept, 0) AS org_unit_id,
  l.create_time AS submitted_at,
  CONCAT('test_leave#', l.id) AS origin
FROM test_leave AS l
LEFT JOIN (
  SELECT h.business_id AS business_key, MAX(h.id) AS id
  FROM flow_instance AS h
  WHERE COALESCE(h.del_flag, '0') = '0' AND h.node_type <> 2
  GROUP BY h.business_id
) AS r ON r.business_key = CONCAT('', l.id)
LEFT JOIN (
  SELECT h.business_id AS business_key, MAX(h.id) AS id
  FROM flow_instance AS h
  WHERE COALESCE(h.del_flag, '0') = '0' AND h.node_type = 2
  GROUP BY h.business_id
) AS e ON e.business_key = CONCAT('', l.id)

-- when: test_leave.status
SELECT
  CONCAT('test_leave,', l.id) AS document_id,
  'test_leave' AS document_type_id,
  CONCAT('', l.id) AS number,
  CASE l.status
    WHEN 'draft' THEN 'draft' WHEN 'waiting' THEN 'in_approval' WHEN 'finish' THEN 'approved'
    WHEN 'back' THEN 'draft' WHEN 'cancel' THEN 'cancelled' WHEN 'invalid' THEN 'cancelled'
    WHEN 'termination' THEN 'rejected'
  END AS state,
  l.create_by AS created_by_user_id,
  l.tenant_id AS company_id,
  NULLIF(l.create_dept, 0) AS org_unit_id,
  l.create_time AS submitted_at,
  CONCAT('test_leave#', l.id) AS origin
FROM test_leave AS l
