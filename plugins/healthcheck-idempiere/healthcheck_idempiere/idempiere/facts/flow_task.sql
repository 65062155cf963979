-- OS is suspended: it waits for somebody.
SELECT
    a.ad_wf_activity_id AS task_id,
    a.ad_wf_process_id AS instance_id,
    a.ad_workflow_id AS flow_id,
    a.ad_wf_node_id AS node_id,
    COALESCE(NULLIF(a.textmsg, ''), n.name) AS name,
    NULLIF(a.ad_user_id, 0) AS assignee_user_id,
    a.created AS created_at,
    NULL AS due_at
FROM ad_wf_activity AS a
LEFT JOIN ad_wf_node AS n ON n.ad_wf_node_id = a.ad_wf_node_id
WHERE a.wfstate = 'OS' AND a.processed = 'N'
