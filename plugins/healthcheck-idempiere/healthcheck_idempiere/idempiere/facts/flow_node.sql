-- C asks a person (user choice); everything else the product does by itself.
SELECT
    n.ad_workflow_id AS flow_id,
    n.ad_wf_node_id AS node_id,
    n.name AS name,
    CASE WHEN n.action = 'C' THEN 'user_task' ELSE 'task' END AS kind,
    NULL AS parent_id,
    NULL AS attached_to,
    FALSE AS triggered,
    TRUE AS interrupting,
    NULL AS called_code,
    NULL AS multi_instance,
    NULL AS quorum,
    n.action = 'C' AS approver_required,
    CONCAT('ad_wf_node#', n.ad_wf_node_id) AS origin
FROM ad_wf_node AS n
INNER JOIN ad_workflow AS w ON w.ad_workflow_id = n.ad_workflow_id AND w.workflowtype IN ('P', 'V')
WHERE n.isactive = 'Y'
