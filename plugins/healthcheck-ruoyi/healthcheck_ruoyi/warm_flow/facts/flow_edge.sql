-- Only the way forward. A branch of a gateway without a condition is always open: that is the default.
SELECT
  s.definition_id AS flow_id,
  s.id AS edge_id,
  s.now_node_code AS source_id,
  s.next_node_code AS target_id,
  NULLIF(s.skip_name, '') AS name,
  NULLIF(s.skip_condition, '') AS `condition`,
  'warm-flow' AS language,
  COALESCE(s.skip_condition, '') = '' AND s.now_node_type IN (3, 5) AS is_default,
  CONCAT('flow_skip#', s.id) AS origin
FROM flow_skip AS s
WHERE COALESCE(s.del_flag, '0') = '0' AND COALESCE(s.skip_type, 'PASS') <> 'REJECT'
