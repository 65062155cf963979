/*
severity = "high"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["go-live", "conditions"]
checks   = ["AF12"]

[en]
title   = "Amount that matches no branch"
message = "Flow {flow}: at {gateway} no branch is taken when {variable} = {witness}, and there is no default ({conditions})."
fix     = "Close the gap: let one of the neighbouring conditions include the value (<= instead of <), or make a branch the default."
[zh]
title   = "条件区间断档"
message = "流程“{flow}”的网关“{gateway}”：{variable} = {witness} 时没有任何分支可走，也没有默认分支（{conditions}）。"
fix     = "补上断档：让相邻条件包含该值（例如把 < 改成 <=），或指定默认分支。"
*/
SELECT g.flow_id, g.node_id, g.flow_name AS flow, g.gateway, g.variable, g.conditions,
       coalesce(min(CASE WHEN g.sure THEN g.value END), min(g.value)) AS witness,
       count(*) AS uncovered_samples,
       CASE WHEN bool_or(g.sure) THEN 'certain' ELSE 'possible' END AS confidence
FROM (
    SELECT b.flow_id, b.node_id, b.flow_name, b.gateway, p.variable, p.value,
           string_agg(b.condition, '; ' ORDER BY b.edge_id) AS conditions,
           -- Zero may be impossible, and so may 3.5 where days are counted in whole numbers: then it is only possible.
           p.value <> 0 AND p.value = floor(p.value) AS sure
    FROM gateway_branch AS b
    JOIN branch_probe AS p ON p.flow_id = b.flow_id AND p.node_id = b.node_id AND p.edge_id = b.edge_id
    LEFT JOIN (SELECT DISTINCT d.flow_id, d.node_id FROM gateway_branch AS d WHERE d.is_default) AS o
        ON o.flow_id = b.flow_id AND o.node_id = b.node_id
    WHERE o.node_id IS NULL
    GROUP BY b.flow_id, b.node_id, b.flow_name, b.gateway, p.variable, p.value
    HAVING NOT bool_or(p.taken)
) AS g
GROUP BY g.flow_id, g.node_id, g.flow_name, g.gateway, g.variable, g.conditions
