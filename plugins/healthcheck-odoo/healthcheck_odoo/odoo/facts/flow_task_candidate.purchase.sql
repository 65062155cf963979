SELECT
  concat('purchase_order,', o.id) AS task_id,
  'role' AS kind,
  d.res_id AS reference,
  concat('purchase_order#', o.id) AS origin
FROM purchase_order AS o
INNER JOIN ir_model_data AS d
  ON d.model = 'res.groups' AND d.module = 'purchase' AND d.name = 'group_purchase_manager'
WHERE o.state = 'to approve'
