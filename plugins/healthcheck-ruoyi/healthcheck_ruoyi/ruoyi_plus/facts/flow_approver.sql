-- The applicant's own step is marked here and has nobody set in the BPMN.
SELECT
  c.definition_id AS flow_id,
  c.node_id AS node_id,
  'initiator' AS kind,
  '' AS reference,
  'wf_node_config' AS source,
  NULL AS direct,
  CONCAT('wf_node_config#', c.id) AS origin
FROM wf_node_config AS c
WHERE c.apply_user_task = '0' AND c.definition_id > '' AND c.node_id > ''
