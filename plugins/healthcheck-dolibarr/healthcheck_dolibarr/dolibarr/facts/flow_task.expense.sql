-- An expense report that waits (2) for the person it names; 0 is a draft, 4 cancelled, 5 approved, 6 paid, 99 refused.
SELECT
    CONCAT('expensereport:', e.rowid) AS task_id,
    NULL AS instance_id,
    NULL AS flow_id,
    NULL AS node_id,
    CONCAT('Expense report ', e.ref) AS name,
    NULLIF(e.fk_user_validator, 0) AS assignee_user_id,
    COALESCE(e.date_valid, e.date_create) AS created_at,
    NULL AS due_at,
    CONCAT('llx_expensereport#', e.rowid) AS origin
FROM llx_expensereport AS e
WHERE e.fk_statut = 2
