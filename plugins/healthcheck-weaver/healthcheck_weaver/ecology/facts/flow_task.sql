-- isremark 0: not dealt with. Everybody at one step of one request is one task.
-- Without those who may take it a task without assignee would look as if nobody could: then that stays unknown.
-- when: workflow_currentoperator.userid
SELECT
    CAST(o.requestid AS VARCHAR2(40)) || '/' || CAST(o.nodeid AS VARCHAR2(40)) AS task_id,
    o.requestid AS instance_id,
    r.workflowid AS flow_id,
    o.nodeid AS node_id,
    r.requestname AS name,
    NULL AS assignee_user_id,
    MIN(o.receivedate) AS created_at
FROM workflow_currentoperator o
JOIN workflow_requestbase r ON r.requestid = o.requestid
WHERE o.isremark = '0' AND r.currentnodetype <> '3' AND COALESCE(r.deleted, 0) = 0 AND o.nodeid = r.currentnodeid
GROUP BY o.requestid, o.nodeid, r.workflowid, r.requestname
-- when: workflow_currentoperator.requestid
SELECT
    CAST(o.requestid AS VARCHAR2(40)) || '/' || CAST(o.nodeid AS VARCHAR2(40)) AS task_id,
    o.requestid AS instance_id,
    r.workflowid AS flow_id,
    o.nodeid AS node_id,
    r.requestname AS name,
    MIN(o.receivedate) AS created_at
FROM workflow_currentoperator o
JOIN workflow_requestbase r ON r.requestid = o.requestid
WHERE o.isremark = '0' AND r.currentnodetype <> '3' AND COALESCE(r.deleted, 0) = 0 AND o.nodeid = r.currentnodeid
GROUP BY o.requestid, o.nodeid, r.workflowid, r.requestname
