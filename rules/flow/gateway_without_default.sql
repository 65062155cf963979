/*
severity = "low"
subject  = "flow_node"
cause    = "flow"
effort   = "minutes"
tags     = ["structure", "conditions"]
checks   = ["AF12"]
confidence = "possible"

[en]
title   = "Gateway where no branch may apply"
message = "Flow {flow}: at {gateway} all {branches} branches have a condition and none is the default ({conditions})."
fix     = "Make one branch the default, so that an unexpected value has a way on."
[zh]
title   = "网关没有默认分支"
message = "流程“{flow}”的网关“{gateway}”共 {branches} 个分支都带条件且没有默认分支（{conditions}）。"
fix     = "指定一个默认分支，条件都不满足时单据也有路可走。"
*/
SELECT b.flow_id, b.node_id, b.flow_name AS flow, b.gateway, count(*) AS branches,
       string_agg(b.condition, '; ' ORDER BY b.edge_id) AS conditions
FROM gateway_branch AS b
-- Numbers are decided exactly by flow.threshold_gap, one way or the other.
LEFT JOIN (SELECT DISTINCT p.flow_id, p.node_id FROM branch_probe AS p) AS d
    ON d.flow_id = b.flow_id AND d.node_id = b.node_id
-- A condition and its opposite cover everything.
LEFT JOIN (
    SELECT DISTINCT x.flow_id, x.node_id
    FROM gateway_branch AS x
    JOIN gateway_branch AS y ON y.flow_id = x.flow_id AND y.node_id = x.node_id
    WHERE y.written IN (concat('!', x.written), concat('!(', x.written, ')'), concat('not', x.written),
                        concat(x.written, '==false'), concat('not(', x.written, ')'))
       OR (x.written LIKE '%==%' AND y.written = replace(x.written, '==', '!='))
       OR (x.written LIKE '%==true' AND y.written IN (
               replace(x.written, '==true', '==false'), concat('!', replace(x.written, '==true', ''))))
       OR (x.written LIKE '%==''true''' AND y.written = replace(x.written, '''true''', '''false'''))
       OR (x.written LIKE 'empty%' AND y.written = concat('not', x.written))
) AS o ON o.flow_id = b.flow_id AND o.node_id = b.node_id
WHERE d.node_id IS NULL AND o.node_id IS NULL
GROUP BY b.flow_id, b.node_id, b.flow_name, b.gateway
HAVING count(CASE WHEN b.is_default OR coalesce(b.condition, '') = '' OR lower(b.written) = 'true' THEN 1 END) = 0
