SELECT
  'purchase.requisition' AS document_type_id,
  'purchase.requisition' AS code,
  'Purchase Requisition' AS name,
  FALSE AS critical,
  COUNT(*) AS documents,
  COUNT(CASE WHEN q.state = 'waiting' THEN 1 END) AS pending,
  TRUE AS active,
  'purchase_requisition' AS origin
FROM purchase_requisition AS q
