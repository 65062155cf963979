-- One row per branch of an exclusive or inclusive gateway in force that really splits. `written` is the condition without
-- its brackets and spaces, word operators as symbols: `amount>1000&&amount<=5000`.
-- optional: flow_node.name, flow_edge.name
SELECT b.flow_id, b.flow_name, b.node_id, b.gateway, b.gateway_kind, b.edge_id, b.branch, b.condition, b.is_default,
       replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
           CASE
               WHEN regexp_matches(b.tidy, '^[$#]\{[^{}]*\}$') THEN substr(b.tidy, 3, length(b.tidy) - 3)
               WHEN b.tidy LIKE '=%' THEN substr(b.tidy, 2)
               ELSE b.tidy
           END,
           ' and ', '&&'), ' or ', '||'), ' gt ', '>'), ' lt ', '<'), ' ge ', '>='), ' le ', '<='),
           ' eq ', '=='), ' ne ', '!='), ' ', ''), '"', '''') AS written
FROM (
    SELECT f.flow_id, f.flow_name, n.node_id, coalesce(nullif(n.name, ''), n.node_id) AS gateway, n.kind AS gateway_kind,
           e.edge_id, coalesce(nullif(e.name, ''), nullif(t.name, ''), e.edge_id) AS branch, e.condition, e.is_default,
           trim(replace(replace(replace(e.condition, chr(10), ' '), chr(13), ' '), chr(9), ' ')) AS tidy,
           count(*) OVER (PARTITION BY n.flow_id, n.node_id) AS branches
    FROM flow_in_force AS f
    JOIN flow_node AS n ON n.flow_id = f.flow_id
    JOIN flow_edge AS e ON e.flow_id = n.flow_id AND e.source_id = n.node_id
    LEFT JOIN flow_node AS t ON t.flow_id = e.flow_id AND t.node_id = e.target_id
    WHERE n.kind IN ('exclusive_gateway', 'inclusive_gateway')
) AS b
WHERE b.branches > 1
