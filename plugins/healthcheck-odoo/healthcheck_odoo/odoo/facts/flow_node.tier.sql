SELECT
  concat('tier_definition,', t.id) AS flow_id,
  'review' AS node_id,
  COALESCE(
    to_jsonb(t.name) ->> 'en_US',
    jsonb_path_query_first(to_jsonb(t.name), '$.*') #>> '{}',
    to_jsonb(t.name) #>> '{}'
  ) AS name,
  'user_task' AS kind,
  NULL AS parent_id,
  NULL AS attached_to,
  FALSE AS triggered,
  TRUE AS interrupting,
  NULL AS called_code,
  NULL AS multi_instance,
  NULL AS quorum,
  TRUE AS approver_required,
  concat('tier_definition#', t.id) AS origin
FROM tier_definition AS t
