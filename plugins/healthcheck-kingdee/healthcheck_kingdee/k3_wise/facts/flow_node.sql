SELECT DISTINCT
    'audit:' + CAST(l.FBillType AS VARCHAR(20)) AS flow_id,
    l.FCheckLevel AS node_id,
    'user_task' AS kind,
    1 AS approver_required
FROM t_MultiLevelCheck AS l
