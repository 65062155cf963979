SELECT
    p.ad_wf_process_id AS instance_id,
    p.ad_workflow_id AS flow_id,
    p.record_id AS business_key,
    NULLIF(p.ad_user_id, 0) AS starter_user_id,
    p.created AS started_at,
    CASE WHEN p.processed = 'Y' THEN p.updated END AS ended_at,
    CASE
        WHEN p.wfstate = 'CC' THEN 'finished'
        WHEN p.wfstate IN ('CA', 'CT') THEN 'cancelled'
        ELSE 'running'
    END AS state
FROM ad_wf_process AS p
WHERE p.processed = 'N'
