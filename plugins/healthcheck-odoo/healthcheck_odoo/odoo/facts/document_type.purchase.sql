SELECT
  'purchase.order' AS document_type_id,
  'purchase.order' AS code,
  'Purchase Order' AS name,
  TRUE AS critical,
  count(*) AS documents,
  count(*) FILTER (WHERE o.state = 'to approve') AS pending,
  TRUE AS active,
  'purchase_order' AS origin
FROM purchase_order AS o
