SELECT
  concat('purchase.order:double_validation,', c.id) AS flow_id,
  'manager' AS node_id,
  'role' AS kind,
  d.res_id AS reference,
  'purchase.group_purchase_manager' AS source,
  NULL AS direct,
  concat('res_company#', c.id) AS origin
FROM res_company AS c
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'purchase' AND d.name = 'group_purchase_manager'
WHERE c.po_double_validation IS NOT NULL
