-- The instant of submission is not kept; the last change is no earlier, so that no wait is overstated.
SELECT
  concat('purchase_order,', o.id) AS task_id,
  concat('purchase_order,', o.id) AS instance_id,
  concat('purchase.order:double_validation,', o.company_id) AS flow_id,
  'manager' AS node_id,
  o.name AS name,
  NULL AS assignee_user_id,
  o.write_date AS created_at,
  NULL AS due_at,
  concat('purchase_order#', o.id) AS origin
FROM purchase_order AS o
WHERE o.state = 'to approve'
