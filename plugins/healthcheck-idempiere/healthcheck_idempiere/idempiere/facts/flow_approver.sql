-- The step's responsible, else the flow's. H without a user is the one who started it, for whom supervisors approve.
SELECT
    n.ad_workflow_id AS flow_id,
    n.ad_wf_node_id AS node_id,
    CASE
        WHEN r.responsibletype = 'R' THEN 'role'
        WHEN r.responsibletype = 'H' AND r.ad_user_id > 0 THEN 'user'
        WHEN r.responsibletype = 'H' THEN 'superior'
        ELSE 'other'
    END AS kind,
    CASE
        WHEN r.responsibletype = 'R' THEN r.ad_role_id
        WHEN r.responsibletype = 'H' AND r.ad_user_id > 0 THEN r.ad_user_id
        WHEN r.responsibletype = 'H' THEN NULL
        ELSE r.ad_wf_responsible_id
    END AS reference,
    'ad_wf_responsible' AS source,
    NULL AS direct,
    CONCAT('ad_wf_responsible#', r.ad_wf_responsible_id) AS origin
FROM ad_wf_node AS n
INNER JOIN ad_workflow AS w ON w.ad_workflow_id = n.ad_workflow_id AND w.workflowtype IN ('P', 'V')
INNER JOIN ad_wf_responsible AS r ON r.ad_wf_responsible_id = COALESCE(n.ad_wf_responsible_id, w.ad_wf_responsible_id)
WHERE n.isactive = 'Y' AND n.action = 'C'
