/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { loops = 1000, touched = 5000000 }

[en]
title   = "Nested loop over very many rows"
message = "{table_id} is looked through {loops} times, {touched} rows altogether. It begins: {start}"
fix     = "Give the join's columns an index on {table_id}, of the same type and collation on both sides. Where there is one, fewer rows must come in from outside: filter before joining."
[zh]
title   = "嵌套循环次数过多"
message = "{table_id} 被循环查找 {loops} 次，合计触及 {touched} 行。语句开头：{start}"
fix     = "给 {table_id} 的关联列建索引，两边类型和排序规则要一致；已有索引的，先过滤再关联，减少外层行数。"
*/
SELECT
    w.statement_id,
    coalesce(w.table_id, '?') AS table_id,
    CAST(least(w.loops, 9e18) AS BIGINT) AS loops,
    CAST(least(w.touched, 9e18) AS BIGINT) AS touched,
    w.operation,
    coalesce(w.detail, '-') AS condition,
    s.total_ms AS reach,
    substr(trim(s.sql), 1, 200) AS start,
    s.report_id,
    w.plan,
    w.source
FROM (
    SELECT
        n.statement_id, n.plan, n.node_id, n.table_id, n.operation, n.detail, n.source, n.loops,
        n.loops * greatest(coalesce(n.rows_read, n.rows), 1) AS touched,
        row_number() OVER (
            PARTITION BY n.statement_id
            ORDER BY n.loops * greatest(coalesce(n.rows_read, n.rows), 1) DESC, n.plan, n.node_id
        ) AS place
    FROM plan_node AS n
    WHERE n.table_id IS NOT NULL
      AND n.loops >= {{loops}}
      AND n.loops * greatest(coalesce(n.rows_read, n.rows), 1) >= {{touched}}
) AS w
LEFT JOIN statement AS s ON s.statement_id = w.statement_id
WHERE w.place = 1
