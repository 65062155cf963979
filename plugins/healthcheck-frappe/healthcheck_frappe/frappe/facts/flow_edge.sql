SELECT
    t.parent AS flow_id,
    t.name AS edge_id,
    t.state AS source_id,
    t.next_state AS target_id,
    t.action AS name,
    NULLIF(t.`condition`, '') AS `condition`,
    'python' AS language,
    FALSE AS is_default
FROM `tabWorkflow Transition` AS t
