SELECT
  'crm_receivable' AS document_type_id,
  'crm_receivable' AS code,
  'CRM 回款' AS name,
  TRUE AS critical,
  COUNT(*) AS documents,
  COALESCE(SUM(CASE WHEN d.audit_status = 10 THEN 1 ELSE 0 END), 0) AS pending,
  TRUE AS active,
  'crm_receivable' AS origin
FROM crm_receivable AS d
WHERE d.deleted = 0
