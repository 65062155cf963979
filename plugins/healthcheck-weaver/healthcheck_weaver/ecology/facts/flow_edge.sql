SELECT DISTINCT
    f.workflowid AS flow_id,
    CAST(l.nodeid AS VARCHAR2(40)) || '>' || CAST(l.destnodeid AS VARCHAR2(40)) AS edge_id,
    l.nodeid AS source_id,
    l.destnodeid AS target_id
FROM workflow_nodelink l
JOIN workflow_flownode f ON f.nodeid = l.nodeid
