-- The step right after the start is the applicant's own and has nobody set by design.
SELECT
  n.definition_id AS flow_id,
  n.node_code AS node_id,
  n.node_name AS name,
  CASE n.node_type
    WHEN 0 THEN 'start_event' WHEN 1 THEN 'user_task' WHEN 2 THEN 'end_event'
    WHEN 3 THEN 'exclusive_gateway' WHEN 4 THEN 'parallel_gateway' WHEN 5 THEN 'inclusive_gateway'
    ELSE 'task'
  END AS kind,
  NULL AS parent_id,
  NULL AS attached_to,
  FALSE AS triggered,
  TRUE AS interrupting,
  NULL AS called_code,
  CASE WHEN n.node_ratio > 0 THEN 'parallel' END AS multi_instance,
  NULL AS quorum, -- the engine asks for a share of the people, not for a number
  f.next_node_code IS NULL AS approver_required,
  CONCAT('flow_node#', n.id) AS origin
FROM flow_node AS n
LEFT JOIN (
  SELECT DISTINCT s.definition_id, s.next_node_code
  FROM flow_skip AS s
  WHERE s.now_node_type = 0 AND COALESCE(s.del_flag, '0') = '0'
) AS f ON f.definition_id = n.definition_id AND f.next_node_code = n.node_code
WHERE COALESCE(n.del_flag, '0') = '0'
