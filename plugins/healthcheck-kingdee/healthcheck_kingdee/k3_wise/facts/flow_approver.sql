-- A checker may be a group: groups stand in the table of users, and are what has members.
SELECT DISTINCT
    'audit:' + CAST(l.FBillType AS VARCHAR(20)) AS flow_id,
    l.FCheckLevel AS node_id,
    CASE WHEN m.group_id IS NULL THEN 'user' ELSE 'role' END AS kind,
    l.FCheckMan AS reference
FROM t_MultiLevelCheck AS l
LEFT JOIN (SELECT DISTINCT g.FGroupID AS group_id FROM t_Group AS g) AS m ON m.group_id = l.FCheckMan
WHERE l.FCheckMan > 0
