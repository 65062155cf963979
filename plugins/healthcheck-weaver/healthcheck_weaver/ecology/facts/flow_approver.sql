-- type: 1 department, 2 role, 3 person, 5 and 6 a person in the form and that person's superior, 42 and 43 a department
-- and a role in the form, 58 position.
SELECT DISTINCT
    f.workflowid AS flow_id,
    g.nodeid AS node_id,
    CASE d.type
        WHEN 1 THEN 'org_unit'
        WHEN 2 THEN 'role'
        WHEN 3 THEN 'user'
        WHEN 5 THEN 'expression'
        WHEN 6 THEN 'expression'
        WHEN 42 THEN 'expression'
        WHEN 43 THEN 'expression'
        WHEN 58 THEN 'position'
        ELSE 'other'
    END AS kind,
    COALESCE(d.objid, 0) AS reference
FROM workflow_groupdetail d
JOIN workflow_nodegroup g ON g.id = d.groupid
JOIN workflow_flownode f ON f.nodeid = g.nodeid
