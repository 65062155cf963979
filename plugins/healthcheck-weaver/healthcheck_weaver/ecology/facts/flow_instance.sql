-- currentnodetype 3: archived.
SELECT
    r.requestid AS instance_id,
    r.workflowid AS flow_id,
    r.requestname AS business_key,
    r.creater AS starter_user_id,
    r.createdate AS started_at,
    CASE
        WHEN COALESCE(r.deleted, 0) <> 0 THEN 'cancelled'
        WHEN r.currentnodetype = '3' THEN 'finished'
        ELSE 'running'
    END AS state
FROM workflow_requestbase r
