-- Who may take it can be a group, as in flow_approver.
SELECT DISTINCT
    CAST(c.FClassTypeID AS VARCHAR(20)) + '/' + CAST(c.FBillID AS VARCHAR(20)) AS task_id,
    CASE WHEN m.group_id IS NULL THEN 'user' ELSE 'role' END AS kind,
    c.FProcessUserID AS reference
FROM ICClassMCTaskCenter AS c
LEFT JOIN (SELECT DISTINCT g.FGroupID AS group_id FROM t_Group AS g) AS m ON m.group_id = c.FProcessUserID
WHERE c.FStatus = 0
