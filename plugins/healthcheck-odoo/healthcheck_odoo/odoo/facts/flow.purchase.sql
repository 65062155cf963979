-- The built-in second approval of purchase orders, a setting of the company.
SELECT
  concat('purchase.order:double_validation,', c.id) AS flow_id,
  concat('purchase.order:double_validation,', c.id) AS code,
  'Purchase order approval: ' || c.name AS name,
  1 AS version,
  TRUE AS latest,
  'steps' AS notation,
  TRUE AS executable,
  'purchase.order' AS document_type_id,
  c.id AS company_id,
  NULL AS instances,
  NULL AS deployed_at,
  COALESCE(c.po_double_validation = 'two_step', FALSE) AS active,
  FALSE AS deleted,
  concat('res_company#', c.id) AS origin
FROM res_company AS c
WHERE c.po_double_validation IS NOT NULL
