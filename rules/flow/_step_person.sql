-- One row per step in force and account that can act and would get its task, as far as the settings name people, roles, posts
-- or units.
-- optional: flow_approver.direct
SELECT DISTINCT a.flow_id, a.node_id, pp.user_id
FROM flow_approver AS a
JOIN flow_in_force AS f ON f.flow_id = a.flow_id
JOIN party AS p
    ON p.kind = CASE WHEN a.kind = 'role' AND a.direct THEN 'role_direct' ELSE a.kind END AND p.reference = a.reference
JOIN party_person AS pp ON pp.kind = p.kind AND pp.object_id = p.object_id
JOIN acting_account AS u ON u.user_id = pp.user_id
WHERE NOT p.deleted
