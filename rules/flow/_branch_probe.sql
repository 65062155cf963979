-- One row per branch and value to try: whether the branch is taken when the gateway's one variable has this value. Values are
-- the constants, one between each two neighbours, one below and one above: they stand for every value there is. Only
-- gateways whose non-default branches all compare one and the same variable with numbers, and not for equality alone: codes
-- (`status == 1`) are a list, no range. Amounts and days are not negative:
-- values below zero are tried only where a condition itself names one.
WITH decided AS (
    SELECT b.flow_id, b.node_id, min(a.variable) AS variable
    FROM gateway_branch AS b
    LEFT JOIN branch_atom AS a ON a.flow_id = b.flow_id AND a.node_id = b.node_id AND a.edge_id = b.edge_id
    WHERE NOT b.is_default
    GROUP BY b.flow_id, b.node_id
    HAVING bool_and(a.variable IS NOT NULL) AND count(DISTINCT a.variable) = 1 AND bool_or(a.op IN ('<', '<=', '>', '>='))
), constant AS (
    SELECT DISTINCT a.flow_id, a.node_id, a.number
    FROM branch_atom AS a
    JOIN decided AS d ON d.flow_id = a.flow_id AND d.node_id = a.node_id
    WHERE a.number IS NOT NULL
), neighbour AS (
    SELECT c.flow_id, c.node_id, c.number AS low,
           lead(c.number) OVER (PARTITION BY c.flow_id, c.node_id ORDER BY c.number) AS high
    FROM constant AS c
), probe AS (
    SELECT n.flow_id, n.node_id, n.low AS value
    FROM neighbour AS n
    UNION
    SELECT n.flow_id, n.node_id,
           CAST(CASE WHEN n.high IS NULL THEN n.low + 1
                     WHEN floor((n.low + n.high) / 2) > n.low THEN floor((n.low + n.high) / 2)
                     ELSE (n.low + n.high) / 2 END AS DECIMAL(28, 8))
    FROM neighbour AS n
    UNION
    SELECT m.flow_id, m.node_id, CAST(CASE WHEN m.lowest > 0 AND m.lowest < 2 THEN 0 ELSE m.lowest - 1 END AS DECIMAL(28, 8))
    FROM (SELECT c.flow_id, c.node_id, min(c.number) AS lowest FROM constant AS c GROUP BY c.flow_id, c.node_id) AS m
), clause AS (
    SELECT a.flow_id, a.node_id, a.edge_id, a.clause, p.value,
           bool_and(CASE a.op WHEN '<' THEN p.value < a.number WHEN '<=' THEN p.value <= a.number
                              WHEN '>' THEN p.value > a.number WHEN '>=' THEN p.value >= a.number
                              WHEN '!=' THEN p.value <> a.number ELSE p.value = a.number END) AS taken
    FROM branch_atom AS a
    JOIN probe AS p ON p.flow_id = a.flow_id AND p.node_id = a.node_id
    GROUP BY a.flow_id, a.node_id, a.edge_id, a.clause, p.value
)
SELECT c.flow_id, c.node_id, d.variable, c.edge_id, c.value, bool_or(c.taken) AS taken
FROM clause AS c
JOIN decided AS d ON d.flow_id = c.flow_id AND d.node_id = c.node_id
WHERE c.value >= 0 OR c.value > (
    SELECT min(k.number) - 2 FROM constant AS k
    WHERE k.flow_id = c.flow_id AND k.node_id = c.node_id AND k.number < 0
)
GROUP BY c.flow_id, c.node_id, d.variable, c.edge_id, c.value
