SELECT
  concat('tier_review,', v.id) AS task_id,
  'role' AS kind,
  t.reviewer_group_id AS reference,
  concat('tier_review#', v.id) AS origin
FROM tier_review AS v
INNER JOIN tier_definition AS t ON t.id = v.definition_id
WHERE v.status IN ('waiting', 'pending') AND t.review_type = 'group' AND t.reviewer_group_id IS NOT NULL
