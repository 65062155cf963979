-- One row per step in force that has approver settings: how many of them there are, can act, cannot, or stay open.
-- optional: flow_node.name
SELECT s.flow_id, f.flow_name, s.node_id, coalesce(nullif(n.name, ''), n.node_id) AS step,
       count(*) AS settings,
       count(CASE WHEN s.fate IN ('missing', 'gone', 'nobody') THEN 1 END) AS dead,
       count(CASE WHEN s.fate = 'open' THEN 1 END) AS open,
       min(s.kind) AS kind, min(s.fate) AS fate, min(s.reference) AS reference, min(s.object_id) AS object_id
FROM approver_fate AS s
JOIN flow_in_force AS f ON f.flow_id = s.flow_id
JOIN flow_node AS n ON n.flow_id = s.flow_id AND n.node_id = s.node_id
WHERE n.approver_required
GROUP BY s.flow_id, f.flow_name, s.node_id, coalesce(nullif(n.name, ''), n.node_id)
