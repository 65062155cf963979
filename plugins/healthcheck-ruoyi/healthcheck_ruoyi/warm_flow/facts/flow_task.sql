-- Who may take it are its candidates; the engine knows no single assignee.
SELECT
  t.id AS task_id,
  t.instance_id AS instance_id,
  t.definition_id AS flow_id,
  t.node_code AS node_id,
  t.node_name AS name,
  NULL AS assignee_user_id,
  t.create_time AS created_at,
  NULL AS due_at
FROM flow_task AS t
JOIN flow_instance AS i ON i.id = t.instance_id
WHERE COALESCE(t.del_flag, '0') = '0' AND COALESCE(i.del_flag, '0') = '0'
