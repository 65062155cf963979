-- Who may take a document out of a state: the roles of its transitions. All, Guest and Desk User are held by themselves
-- and stand in no list of grants.
SELECT
    t.parent AS flow_id,
    t.state AS node_id,
    CASE WHEN t.allowed IN ('All', 'Guest', 'Desk User') THEN 'other' ELSE 'role' END AS kind,
    t.allowed AS reference,
    'Workflow Transition' AS source,
    NULL AS direct
FROM `tabWorkflow Transition` AS t
WHERE t.allowed IS NOT NULL AND t.allowed <> '' AND t.state IS NOT NULL
GROUP BY t.parent, t.state, t.allowed
