-- Only orders that wait: whether a confirmed one ever went through the second approval is not on record.
SELECT
  concat('purchase_order,', o.id) AS instance_id,
  concat('purchase.order:double_validation,', o.company_id) AS flow_id,
  concat('purchase.order,', o.id) AS business_key,
  'purchase.order' AS document_type_id,
  o.create_uid AS starter_user_id,
  o.create_date AS started_at,
  NULL AS ended_at,
  'running' AS state,
  TRUE AS waiting,
  concat('purchase_order#', o.id) AS origin
FROM purchase_order AS o
WHERE o.state = 'to approve'
