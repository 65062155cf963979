/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { rows = 100000, ratio = 100 }

[en]
title   = "Plan reads a whole table for few rows"
message = "The plan reads all of {table_id}, {read_rows} rows, to keep {given_rows}: {condition}. It begins: {start}"
fix     = "Give the columns of this condition an index (healthcheck advise tries it); where a function or a cast stands around the column, write the condition without it first."
[zh]
title   = "执行计划为几行数据扫全表"
message = "执行计划把 {table_id} 整表扫一遍（{read_rows} 行），只留 {given_rows} 行，条件：{condition}。语句开头：{start}"
fix     = "给条件里的列建索引（可用 healthcheck advise 验证）；列上套了函数或类型转换的，先把条件改写成不套的。"
*/
SELECT
    w.statement_id,
    w.table_id,
    CAST(w.rows_read AS BIGINT) AS read_rows,
    CAST(w.given AS BIGINT) AS given_rows,
    coalesce(w.filter, '-') AS condition,
    s.total_ms AS reach,
    substr(trim(s.sql), 1, 200) AS start,
    s.report_id,
    w.plan,
    w.source
FROM (
    SELECT
        n.statement_id, n.plan, n.node_id, n.table_id, n.rows_read, n.filter, n.source,
        coalesce(n.actual_rows, n.rows) AS given,
        row_number() OVER (PARTITION BY n.statement_id ORDER BY n.rows_read DESC, n.plan, n.node_id) AS place
    FROM plan_node AS n
    WHERE n.operation IN ('Seq Scan', 'ALL', 'index')
      AND n.rows_read >= {{rows}}
      AND n.rows_read >= {{ratio}} * greatest(coalesce(n.actual_rows, n.rows), 1)
) AS w
LEFT JOIN statement AS s ON s.statement_id = w.statement_id
WHERE w.place = 1
