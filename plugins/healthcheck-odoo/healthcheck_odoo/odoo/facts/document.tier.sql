-- Documents under tier validation: where their reviews stand, and who asked and who approved.
-- when: purchase_order
SELECT
  concat(v.model, ',', v.res_id) AS document_id,
  v.model AS document_type_id,
  COALESCE(min(o.name), concat(v.model, ',', v.res_id)) AS number,
  CASE
    WHEN bool_or(v.status IN ('waiting', 'pending')) THEN 'in_approval'
    WHEN bool_or(v.status = 'rejected') THEN 'rejected'
    ELSE 'approved'
  END AS state,
  min(v.requested_by) AS created_by_user_id,
  COALESCE(
    min(v.done_by) FILTER (WHERE v.status = 'approved' AND v.done_by = v.requested_by),
    min(v.done_by) FILTER (WHERE v.status = 'approved')
  ) AS approved_by_user_id,
  concat(
    'tier_review,',
    COALESCE(min(v.id) FILTER (WHERE v.status IN ('waiting', 'pending')), max(v.id))
  ) AS instance_id,
  min(o.amount_total) AS amount,
  min(cur.name) AS currency,
  min(o.company_id) AS company_id,
  present(min(w.department_id), min(e.department_id)) AS org_unit_id,
  min(v.create_date) AS submitted_at,
  concat('tier_review#', min(v.id)) AS origin
FROM tier_review AS v
LEFT JOIN hr_employee AS e ON e.user_id = v.requested_by
LEFT JOIN hr_version AS w ON w.id = e.current_version_id
LEFT JOIN purchase_order AS o ON v.model = 'purchase.order' AND o.id = v.res_id
LEFT JOIN res_currency AS cur ON cur.id = o.currency_id
WHERE v.model NOT IN ('hr.leave', 'hr.leave.allocation', 'hr.expense.sheet', 'hr.expense')
GROUP BY v.model, v.res_id

-- when: !purchase_order
SELECT
  concat(v.model, ',', v.res_id) AS document_id,
  v.model AS document_type_id,
  concat(v.model, ',', v.res_id) AS number,
  CASE
    WHEN bool_or(v.status IN ('waiting', 'pending')) THEN 'in_approval'
    WHEN bool_or(v.status = 'rejected') THEN 'rejected'
    ELSE 'approved'
  END AS state,
  min(v.requested_by) AS created_by_user_id,
  COALESCE(
    min(v.done_by) FILTER (WHERE v.status = 'approved' AND v.done_by = v.requested_by),
    min(v.done_by) FILTER (WHERE v.status = 'approved')
  ) AS approved_by_user_id,
  concat(
    'tier_review,',
    COALESCE(min(v.id) FILTER (WHERE v.status IN ('waiting', 'pending')), max(v.id))
  ) AS instance_id,
  NULL AS amount,
  NULL AS currency,
  NULL AS company_id,
  present(min(w.department_id), min(e.department_id)) AS org_unit_id,
  min(v.create_date) AS submitted_at,
  concat('tier_review#', min(v.id)) AS origin
FROM tier_review AS v
LEFT JOIN hr_employee AS e ON e.user_id = v.requested_by
LEFT JOIN hr_version AS w ON w.id = e.current_version_id
WHERE v.model NOT IN ('hr.leave', 'hr.leave.allocation', 'hr.expense.sheet', 'hr.expense')
GROUP BY v.model, v.res_id
