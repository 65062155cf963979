SELECT
  concat('purchase.order:double_validation,', c.id) AS flow_id,
  'manager' AS node_id,
  'Purchase manager' AS name,
  'user_task' AS kind,
  NULL AS multi_instance,
  NULL AS quorum,
  TRUE AS approver_required,
  concat('res_company#', c.id) AS origin
FROM res_company AS c
WHERE c.po_double_validation IS NOT NULL
