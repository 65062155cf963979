-- Every review is one run of its definition.
SELECT
  concat('tier_review,', v.id) AS instance_id,
  concat('tier_definition,', v.definition_id) AS flow_id,
  concat(v.model, ',', v.res_id) AS business_key,
  v.model AS document_type_id,
  v.requested_by AS starter_user_id,
  v.create_date AS started_at,
  CASE WHEN v.status NOT IN ('waiting', 'pending') THEN COALESCE(v.reviewed_date, v.write_date) END AS ended_at,
  CASE
    WHEN v.status IN ('waiting', 'pending') THEN 'running'
    WHEN v.status = 'rejected' THEN 'cancelled'
    ELSE 'finished'
  END AS state,
  v.status IN ('waiting', 'pending') AS waiting,
  concat('tier_review#', v.id) AS origin
FROM tier_review AS v
