-- With double validation a buyer confirms up to the amount; without it, everything.
SELECT
  concat('purchase.order,user,', c.id) AS limit_id,
  'purchase.order' AS document_type_id,
  'role' AS kind,
  d.res_id AS reference,
  CASE WHEN c.po_double_validation = 'two_step' THEN c.po_double_validation_amount END AS amount,
  u.name AS currency,
  c.id AS company_id,
  TRUE AS active,
  concat('res_company#', c.id) AS origin
FROM res_company AS c
INNER JOIN ir_model_data AS d ON d.model = 'res.groups' AND d.module = 'purchase' AND d.name = 'group_purchase_user'
LEFT JOIN res_currency AS u ON u.id = c.currency_id
WHERE c.po_double_validation IS NOT NULL
