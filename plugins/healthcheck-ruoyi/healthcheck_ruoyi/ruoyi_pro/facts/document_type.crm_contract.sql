SELECT
  'crm_contract' AS document_type_id,
  'crm_contract' AS code,
  'CRM 合同' AS name,
  TRUE AS critical,
  COUNT(*) AS documents,
  COALESCE(SUM(CASE WHEN d.audit_status = 10 THEN 1 ELSE 0 END), 0) AS pending,
  TRUE AS active,
  'crm_contract' AS origin
FROM crm_contract AS d
WHERE d.deleted = 0
