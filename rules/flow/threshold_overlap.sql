/*
severity = "low"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["conditions"]
checks   = ["AF12"]
discriminator = ["one_branch", "other_branch"]
confidence = "likely"

[en]
title   = "Amount that matches two branches"
message = "Flow {flow}: at {gateway} both {one_condition} and {other_condition} hold when {variable} = {witness}; the engine takes whichever was drawn first."
fix     = "Let the value belong to one branch only (< on one side, >= on the other)."
[zh]
title   = "条件区间重叠"
message = "流程“{flow}”的网关“{gateway}”：{variable} = {witness} 时 {one_condition} 和 {other_condition} 同时成立，引擎按画线先后取第一条。"
fix     = "让边界值只属于一个分支（一边用 <，另一边用 >=）。"
*/
SELECT g.flow_id, g.node_id, g.flow_name AS flow, g.gateway, g.variable, g.one_branch, g.other_branch,
       g.one_condition, g.other_condition, min(CASE WHEN g.one_taken AND g.other_taken THEN g.value END) AS witness
FROM (
    SELECT a.flow_id, a.node_id, a.flow_name, a.gateway, p.variable, p.value, a.edge_id AS one_branch,
           b.edge_id AS other_branch, a.condition AS one_condition, b.condition AS other_condition,
           p.taken AS one_taken, q.taken AS other_taken
    FROM gateway_branch AS a
    JOIN gateway_branch AS b ON b.flow_id = a.flow_id AND b.node_id = a.node_id AND b.edge_id > a.edge_id
    JOIN branch_probe AS p ON p.flow_id = a.flow_id AND p.node_id = a.node_id AND p.edge_id = a.edge_id
    JOIN branch_probe AS q
        ON q.flow_id = b.flow_id AND q.node_id = b.node_id AND q.edge_id = b.edge_id AND q.value = p.value
    WHERE a.gateway_kind = 'exclusive_gateway' AND NOT a.is_default AND NOT b.is_default
) AS g
GROUP BY g.flow_id, g.node_id, g.flow_name, g.gateway, g.variable, g.one_branch, g.other_branch, g.one_condition,
         g.other_condition
-- Where one band lies inside the other ("> 10000", "> 1000") the order may be meant: a cascade is no defect.
HAVING bool_or(g.one_taken AND g.other_taken) AND bool_or(g.one_taken AND NOT g.other_taken)
   AND bool_or(g.other_taken AND NOT g.one_taken)
