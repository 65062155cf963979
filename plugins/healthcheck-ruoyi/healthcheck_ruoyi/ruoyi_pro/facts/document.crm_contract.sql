SELECT
  CONCAT('crm_contract,', d.id) AS document_id,
  'crm_contract' AS document_type_id,
  d.no AS number,
  CASE d.audit_status 
    WHEN 0 THEN 'draft' WHEN 10 THEN 'in_approval' WHEN 20 THEN 'approved'
    WHEN 30 THEN 'rejected' WHEN 40 THEN 'cancelled'
  END AS state,
  d.creator AS created_by_user_id,
  NULLIF(d.process_instance_id, '') AS instance_id,
  NULLIF(d.tenant_id, 0) AS company_id,
  NULLIF(u.dept_id, 0) AS org_unit_id,
  d.create_time AS submitted_at,
  CONCAT('crm_contract#', d.id) AS origin
FROM crm_contract AS d
LEFT JOIN system_users AS u ON u.id = d.owner_user_id
WHERE d.deleted = 0
