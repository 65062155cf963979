-- A leave request that waits (2) for the person it names; 1 is a draft, 3 approved, 4 cancelled, 5 refused.
SELECT
    CONCAT('holiday:', h.rowid) AS task_id,
    NULL AS instance_id,
    NULL AS flow_id,
    NULL AS node_id,
    CONCAT('Leave request ', present(h.ref, CONCAT('#', h.rowid))) AS name,
    NULLIF(h.fk_validator, 0) AS assignee_user_id,
    h.date_create AS created_at,
    NULL AS due_at,
    CONCAT('llx_holiday#', h.rowid) AS origin
FROM llx_holiday AS h
WHERE h.statut = 2
