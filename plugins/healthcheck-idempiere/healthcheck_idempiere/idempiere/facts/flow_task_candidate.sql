SELECT
    a.ad_wf_activity_id AS task_id,
    'role' AS kind,
    r.ad_role_id AS reference,
    CONCAT('ad_wf_activity#', a.ad_wf_activity_id) AS origin
FROM ad_wf_activity AS a
INNER JOIN ad_wf_responsible AS r ON r.ad_wf_responsible_id = a.ad_wf_responsible_id AND r.responsibletype = 'R'
WHERE a.wfstate = 'OS' AND a.processed = 'N' AND COALESCE(a.ad_user_id, 0) = 0
