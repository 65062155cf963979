-- Orders that also carry tier reviews come from `document.tier`. An order names no department: it is the buyer's.
-- when: tier_review
SELECT
  concat('purchase.order,', o.id) AS document_id,
  'purchase.order' AS document_type_id,
  o.name AS number,
  'in_approval' AS state,
  o.create_uid AS created_by_user_id,
  NULL AS approved_by_user_id,
  concat('purchase_order,', o.id) AS instance_id,
  o.amount_total AS amount,
  cur.name AS currency,
  o.company_id AS company_id,
  present(w.department_id, e.department_id) AS org_unit_id,
  o.write_date AS submitted_at,
  concat('purchase_order#', o.id) AS origin
FROM purchase_order AS o
LEFT JOIN res_currency AS cur ON cur.id = o.currency_id
LEFT JOIN hr_employee AS e ON e.user_id = COALESCE(o.user_id, o.create_uid) AND e.company_id = o.company_id
LEFT JOIN hr_version AS w ON w.id = e.current_version_id
LEFT JOIN (
  SELECT v.res_id
  FROM tier_review AS v
  WHERE v.model = 'purchase.order'
  GROUP BY v.res_id
) AS r ON r.res_id = o.id
WHERE o.state = 'to approve' AND r.res_id IS NULL

-- when: !tier_review
SELECT
  concat('purchase.order,', o.id) AS document_id,
  'purchase.order' AS document_type_id,
  o.name AS number,
  'in_approval' AS state,
  o.create_uid AS created_by_user_id,
  NULL AS approved_by_user_id,
  concat('purchase_order,', o.id) AS instance_id,
  o.amount_total AS amount,
  cur.name AS currency,
  o.company_id AS company_id,
  present(w.department_id, e.department_id) AS org_unit_id,
  o.write_date AS submitted_at,
  concat('purchase_order#', o.id) AS origin
FROM purchase_order AS o
LEFT JOIN res_currency AS cur ON cur.id = o.currency_id
LEFT JOIN hr_employee AS e ON e.user_id = COALESCE(o.user_id, o.create_uid) AND e.company_id = o.company_id
LEFT JOIN hr_version AS w ON w.id = e.current_version_id
WHERE o.state = 'to approve'
