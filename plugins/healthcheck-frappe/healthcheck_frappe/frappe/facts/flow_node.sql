-- One state may stand several times, once per role that may edit documents in it. New documents begin in the first.
SELECT
    s.parent AS flow_id,
    s.state AS node_id,
    s.state AS name,
    'state' AS kind,
    NULL AS parent_id,
    NULL AS attached_to,
    FALSE AS triggered,
    TRUE AS interrupting,
    NULL AS called_code,
    NULL AS multi_instance,
    NULL AS quorum,
    TRUE AS approver_required,
    MIN(s.idx) = 1 AS initial,
    CASE MIN(s.doc_status) WHEN '0' THEN 'draft' WHEN '1' THEN 'submitted' WHEN '2' THEN 'cancelled' END AS document_status
FROM `tabWorkflow Document State` AS s
WHERE s.state IS NOT NULL AND s.state <> ''
GROUP BY s.parent, s.state
