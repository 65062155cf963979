-- A review stays pending after its approver is archived. `waiting` is the turn after another tier.
SELECT
  concat('tier_review,', v.id) AS task_id,
  concat('tier_review,', v.id) AS instance_id,
  concat('tier_definition,', v.definition_id) AS flow_id,
  'review' AS node_id,
  concat(COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ), ': ', v.model, ',', v.res_id) AS name,
  CASE WHEN t.review_type = 'individual' THEN t.reviewer_id END AS assignee_user_id,
  v.create_date AS created_at,
  NULL AS due_at,
  concat('tier_review#', v.id) AS origin
FROM tier_review AS v
LEFT JOIN tier_definition AS t ON t.id = v.definition_id
WHERE v.status IN ('waiting', 'pending')
