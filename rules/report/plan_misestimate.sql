/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { times = 100, rows = 10000 }

[en]
title   = "Planner is wrong by a factor of a hundred"
message = "At {operation} {table_id} the planner expects {expected} rows and there are {actual}: {condition}. What it builds on that is the wrong way. It begins: {start}"
fix     = "Run ANALYZE on the table. Where columns depend on each other (CREATE STATISTICS) or one value is far more frequent than others (a higher statistics target), tell the planner so."
[zh]
title   = "优化器估算差了百倍"
message = "在 {operation} {table_id} 这一步，优化器估 {expected} 行，实际 {actual} 行，条件：{condition}。估错了，后面的连接方式也跟着选错。语句开头：{start}"
fix     = "先对该表执行 ANALYZE；列之间有依赖的用 CREATE STATISTICS，数据严重倾斜的调高该列的统计目标值。"
*/
SELECT
    w.statement_id,
    w.operation,
    coalesce(w.table_id, '') AS table_id,
    CAST(w.rows AS BIGINT) AS expected,
    CAST(w.actual_rows AS BIGINT) AS actual,
    coalesce(w.detail, '-') AS condition,
    s.total_ms AS reach,
    substr(trim(s.sql), 1, 200) AS start,
    s.report_id,
    w.plan,
    w.source
FROM (
    SELECT
        n.statement_id, n.plan, n.node_id, n.operation, n.table_id, n.rows, n.actual_rows, n.detail, n.source,
        -- the deepest one is where the mistake begins
        row_number() OVER (PARTITION BY n.statement_id ORDER BY length(n.node_id) DESC, n.plan, n.node_id) AS place
    FROM plan_node AS n
    LEFT JOIN (
        -- what a LIMIT stops early gives fewer rows than expected, and that is no mistake
        SELECT DISTINCT l.statement_id, l.plan
        FROM plan_node AS l
        WHERE l.operation = 'Limit'
    ) AS cut ON cut.statement_id = n.statement_id AND cut.plan = n.plan
    WHERE n.loops > 0
      AND n.actual_rows IS NOT NULL
      AND greatest(n.actual_rows, n.rows) * n.loops >= {{rows}}
      AND (
          n.actual_rows >= {{times}} * greatest(n.rows, 1)
          OR (n.rows >= {{times}} * greatest(n.actual_rows, 1) AND cut.statement_id IS NULL AND n.loops = 1)
      )
) AS w
LEFT JOIN statement AS s ON s.statement_id = w.statement_id
WHERE w.place = 1
