-- One row per branch of a place in force where the ways part: a gateway that takes one or some, a step with conditions on its
-- lines, a state with several transitions of one action. `split` tells the actions of a state apart.
-- optional: flow_node.name, flow_edge.name, flow_edge.language
SELECT b.flow_id, b.flow_name, b.node_id, b.split, b.gateway, b.gateway_kind, b.edge_id, b.branch, b.condition, b.language,
       b.is_default, b.target_id
FROM (
    SELECT f.flow_id, f.flow_name, n.node_id, CASE WHEN n.kind = 'state' THEN coalesce(e.name, '') ELSE '' END AS split,
           coalesce(nullif(n.name, ''), n.node_id) AS gateway, n.kind AS gateway_kind,
           e.edge_id, coalesce(nullif(e.name, ''), nullif(t.name, ''), e.edge_id) AS branch,
           nullif(trim(replace(replace(replace(e.condition, chr(10), ' '), chr(13), ' '), chr(9), ' ')), '') AS condition,
           e.language, e.is_default, e.target_id,
           count(*) OVER (PARTITION BY n.flow_id, n.node_id, CASE WHEN n.kind = 'state' THEN coalesce(e.name, '') ELSE '' END) AS branches
    FROM flow_in_force AS f
    JOIN flow_node AS n ON n.flow_id = f.flow_id
    JOIN flow_edge AS e ON e.flow_id = n.flow_id AND e.source_id = n.node_id
    LEFT JOIN flow_node AS t ON t.flow_id = e.flow_id AND t.node_id = e.target_id
    WHERE n.kind NOT IN ('parallel_gateway', 'event_gateway')
) AS b
WHERE b.branches > 1
