-- Who a field of the document names was worked out when the review was made.
SELECT
  concat('tier_review,', v.id) AS task_id,
  'user' AS kind,
  u.res_users_id AS reference,
  concat('tier_review#', v.id) AS origin
FROM tier_review AS v
INNER JOIN tier_definition AS t ON t.id = v.definition_id
INNER JOIN res_users_tier_review_rel AS u ON u.tier_review_id = v.id
WHERE v.status IN ('waiting', 'pending') AND t.review_type NOT IN ('individual', 'group')
