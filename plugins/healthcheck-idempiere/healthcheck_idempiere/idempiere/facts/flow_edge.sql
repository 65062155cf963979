SELECT
    n.ad_workflow_id AS flow_id,
    e.ad_wf_nodenext_id AS edge_id,
    e.ad_wf_node_id AS source_id,
    e.ad_wf_next_id AS target_id,
    NULL AS name,
    NULL AS language,
    CONCAT('ad_wf_nodenext#', e.ad_wf_nodenext_id) AS origin
FROM ad_wf_nodenext AS e
INNER JOIN ad_wf_node AS n ON n.ad_wf_node_id = e.ad_wf_node_id
WHERE e.isactive = 'Y'
