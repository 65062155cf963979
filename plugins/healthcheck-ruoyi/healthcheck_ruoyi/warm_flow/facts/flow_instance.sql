-- Numbers are the engine's own states, words those of RuoYi-Vue-Plus.
SELECT
  i.id AS instance_id,
  i.definition_id AS flow_id,
  i.business_id AS business_key,
  NULLIF(i.create_by, '') AS starter_user_id,
  i.create_time AS started_at,
  CASE
    WHEN i.node_type = 2 OR i.flow_status IN ('2', '3', '4', '5', '6', '8', '10')
      OR i.flow_status IN ('finish', 'cancel', 'invalid', 'termination')
      THEN i.update_time
  END AS ended_at,
  CASE
    WHEN i.flow_status IN ('4', '5', '6', '10', 'cancel', 'invalid', 'termination') THEN 'cancelled'
    WHEN i.node_type = 2 OR i.flow_status IN ('2', '3', '8', 'finish') THEN 'finished'
    WHEN i.activity_status = 0 THEN 'suspended'
    ELSE 'running'
  END AS state,
  t.tasks IS NOT NULL AS waiting
FROM flow_instance AS i
LEFT JOIN (
  SELECT n.instance_id, COUNT(*) AS tasks
  FROM flow_task AS n
  WHERE COALESCE(n.del_flag, '0') = '0'
  GROUP BY n.instance_id
) AS t ON t.instance_id = i.id
WHERE COALESCE(i.del_flag, '0') = '0'
