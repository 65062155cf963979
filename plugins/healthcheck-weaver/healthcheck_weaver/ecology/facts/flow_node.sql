-- nodetype: 0 create, 1 approve, 2 submit, 3 archive.
SELECT
    f.workflowid AS flow_id,
    f.nodeid AS node_id,
    n.nodename AS name,
    CASE WHEN f.nodetype = '3' THEN 'end_event' ELSE 'user_task' END AS kind,
    CASE WHEN f.nodetype IN ('1', '2') THEN 1 ELSE 0 END AS approver_required,
    CASE WHEN f.nodetype = '0' THEN 1 ELSE 0 END AS initial
FROM workflow_flownode f
LEFT JOIN workflow_nodebase n ON n.id = f.nodeid
