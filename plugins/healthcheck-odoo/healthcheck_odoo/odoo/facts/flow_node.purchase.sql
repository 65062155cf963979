SELECT
  concat('purchase.order:double_validation,', c.id) AS flow_id,
  'manager' AS node_id,
  'Purchase manager' AS name,
  'user_task' AS kind,
  NULL AS parent_id,
  NULL AS attached_to,
  FALSE AS triggered,
  TRUE AS interrupting,
  NULL AS called_code,
  NULL AS multi_instance,
  NULL AS quorum,
  TRUE AS approver_required,
  concat('res_company#', c.id) AS origin
FROM res_company AS c
WHERE c.po_double_validation IS NOT NULL
