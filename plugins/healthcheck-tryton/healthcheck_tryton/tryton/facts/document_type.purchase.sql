-- Up to its confirmation a purchase is a draft: nothing says that somebody waits for it.
SELECT
  'purchase.purchase' AS document_type_id,
  'purchase.purchase' AS code,
  'Purchase' AS name,
  TRUE AS critical,
  COUNT(*) AS documents,
  NULL AS pending,
  TRUE AS active,
  'purchase_purchase' AS origin
FROM purchase_purchase AS q
