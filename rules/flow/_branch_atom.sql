-- One row per comparison inside a branch condition: alternatives (`||`) are numbered by text, their parts joined by `&&`.
-- `variable` is NULL where the part is no comparison of one name with a number: that branch cannot be decided.
SELECT p.flow_id, p.node_id, p.edge_id, p.clause, p.atom,
       nullif(CASE WHEN p.turned THEN regexp_extract(p.bare, '([A-Za-z_][A-Za-z0-9_.]*)$', 1)
                   ELSE regexp_extract(p.bare, '^([A-Za-z_][A-Za-z0-9_.]*)', 1) END, '') AS variable,
       CASE WHEN p.turned THEN
                CASE p.op WHEN '<' THEN '>' WHEN '>' THEN '<' WHEN '<=' THEN '>=' WHEN '>=' THEN '<=' ELSE p.op END
            ELSE p.op END AS op,
       CAST(p.number AS DECIMAL(28, 8)) AS number
FROM (
    SELECT a.flow_id, a.node_id, a.edge_id, a.clause, a.atom,
           CASE WHEN a.straight OR a.turned THEN a.bare ELSE '' END AS bare, a.turned,
           CASE WHEN a.straight OR a.turned THEN regexp_extract(a.bare, '(<=|>=|==|!=|<|>|=)', 1) END AS op,
           CASE WHEN a.straight OR a.turned THEN
               CASE WHEN a.turned THEN regexp_extract(a.bare, '^(-?[0-9]+(\.[0-9]+)?)', 1)
                    ELSE regexp_extract(a.bare, '(-?[0-9]+(\.[0-9]+)?)$', 1) END END AS number
    FROM (
        SELECT c.flow_id, c.node_id, c.edge_id, c.clause, c.atom, c.bare,
               regexp_matches(c.bare, '^[A-Za-z_][A-Za-z0-9_.]*(<=|>=|==|!=|<|>|=)-?[0-9]{1,15}(\.[0-9]{1,8})?$') AS straight,
               regexp_matches(c.bare, '^-?[0-9]{1,15}(\.[0-9]{1,8})?(<=|>=|==|!=|<|>|=)[A-Za-z_][A-Za-z0-9_.]*$') AS turned
        FROM (
            SELECT s.flow_id, s.node_id, s.edge_id, s.clause, s.atom,
                   CASE WHEN s.atom LIKE '(%)' THEN substr(s.atom, 2, length(s.atom) - 2) ELSE s.atom END AS bare
            FROM (
                SELECT o.flow_id, o.node_id, o.edge_id, o.clause, unnest(string_split(o.clause, '&&')) AS atom
                FROM (
                    SELECT b.flow_id, b.node_id, b.edge_id, unnest(string_split(b.written, '||')) AS clause
                    FROM gateway_branch AS b
                ) AS o
            ) AS s
        ) AS c
    ) AS a
) AS p
