SELECT DISTINCT
    CAST(o.requestid AS VARCHAR2(40)) || '/' || CAST(o.nodeid AS VARCHAR2(40)) AS task_id,
    'user' AS kind,
    o.userid AS reference
FROM workflow_currentoperator o
JOIN workflow_requestbase r ON r.requestid = o.requestid
WHERE o.isremark = '0' AND r.currentnodetype <> '3' AND COALESCE(r.deleted, 0) = 0 AND o.nodeid = r.currentnodeid
