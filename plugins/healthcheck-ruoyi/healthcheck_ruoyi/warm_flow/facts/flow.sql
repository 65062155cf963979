-- Publishing a version ends the one before (is_publish 9); 0 is a draft that nothing starts on.
SELECT
  d.id AS flow_id,
  d.flow_code AS code,
  d.flow_name AS name,
  d.version AS version,
  d.is_publish = 1 AS latest,
  'bpmn' AS notation,
  d.is_publish <> 0 AS executable,
  NULLIF(d.tenant_id, '') AS company_id,
  COALESCE(i.instances, 0) AS instances,
  d.create_time AS deployed_at,
  COALESCE(d.activity_status, 1) = 1 AND d.is_publish = 1 AS active,
  COALESCE(d.del_flag, '0') <> '0' AS deleted
FROM flow_definition AS d
LEFT JOIN (
  SELECT n.definition_id, COUNT(*) AS instances
  FROM flow_instance AS n
  GROUP BY n.definition_id
) AS i ON i.definition_id = d.id
