SELECT
  'purchase.purchase,' || q.id AS document_id,
  'purchase.purchase' AS document_type_id,
  NULLIF(q.number, '') AS number,
  CASE q.state
    WHEN 'draft' THEN 'draft'
    WHEN 'quotation' THEN 'draft'
    WHEN 'confirmed' THEN 'approved'
    WHEN 'processing' THEN 'approved'
    WHEN 'done' THEN 'done'
    WHEN 'cancel' THEN 'cancelled'
    WHEN 'cancelled' THEN 'cancelled'
  END AS state,
  q.create_uid AS created_by_user_id,
  CAST(CAST(q.total_amount_cache AS TEXT) AS NUMERIC) AS amount,
  cur.code AS currency,
  q.company AS company_id,
  NULL AS submitted_at,
  'purchase_purchase#' || q.id AS origin
FROM purchase_purchase AS q
LEFT JOIN currency_currency AS cur ON cur.id = q.currency
