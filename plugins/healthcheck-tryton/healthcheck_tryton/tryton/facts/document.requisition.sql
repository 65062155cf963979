-- The instant of submission is not kept; the last change is no earlier, so that no wait is overstated. The total is kept
-- once the document is approved or rejected: NULL is not zero.
SELECT
  'purchase.requisition,' || q.id AS document_id,
  'purchase.requisition' AS document_type_id,
  q.number AS number,
  CASE q.state
    WHEN 'draft' THEN 'draft'
    WHEN 'waiting' THEN 'in_approval'
    WHEN 'rejected' THEN 'rejected'
    WHEN 'approved' THEN 'approved'
    WHEN 'processing' THEN 'approved'
    WHEN 'done' THEN 'done'
    WHEN 'cancel' THEN 'cancelled'
    WHEN 'cancelled' THEN 'cancelled'
  END AS state,
  q.create_uid AS created_by_user_id,
  x.user_id AS approved_by_user_id,
  CAST(CAST(q.total_amount_cache AS TEXT) AS NUMERIC) AS amount,
  cur.code AS currency,
  q.company AS company_id,
  CASE WHEN q.state = 'waiting' THEN COALESCE(q.write_date, q.create_date) END AS submitted_at,
  'purchase_requisition#' || q.id AS origin
FROM purchase_requisition AS q
LEFT JOIN currency_currency AS cur ON cur.id = q.currency
LEFT JOIN (
  SELECT l.employee, CASE WHEN COUNT(*) = 1 THEN MIN(l."user") END AS user_id
  FROM "res_user-company_employee" AS l
  GROUP BY l.employee
) AS x ON x.employee = q.approved_by
