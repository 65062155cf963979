/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { bytes = 4194304 }

[en]
title   = "Sort or hash does not fit into memory"
message = "{operation} of about {rows_sorted} rows goes to disk ({megabytes} MB). It begins: {start}"
fix     = "Take fewer rows and columns into the sort (a required period, no SELECT *), or let an index give the order. Only then raise work_mem, for this report's role and not for the whole server."
[zh]
title   = "排序或哈希写临时文件"
message = "{operation} 约 {rows_sorted} 行放不进内存，落盘 {megabytes} MB。语句开头：{start}"
fix     = "先减少参与排序的行和列（必填期间、不要 SELECT *），或用索引直接给出顺序；还不够再给该报表的账号单独调大 work_mem，不要全局调。"
*/
-- optional: db_setting
SELECT
    w.statement_id,
    w.operation,
    CAST(w.rows_sorted AS BIGINT) AS rows_sorted,
    CAST(w.spilled / 1048576 AS BIGINT) AS megabytes,
    w.measured,
    s.total_ms AS reach,
    substr(trim(s.sql), 1, 200) AS start,
    s.report_id,
    w.plan,
    w.source
FROM (
    SELECT
        n.statement_id, n.plan, n.node_id, n.operation, n.source,
        coalesce(n.actual_rows, n.rows) AS rows_sorted,
        n.actual_rows IS NOT NULL AS measured,
        CASE WHEN n.actual_rows IS NOT NULL THEN n.spilled_bytes ELSE n.rows * (n.width + 24) END AS spilled,
        row_number() OVER (
            PARTITION BY n.statement_id
            ORDER BY coalesce(n.spilled_bytes, 0) DESC, n.rows DESC, n.plan, n.node_id
        ) AS place
    FROM plan_node AS n
    -- the best rows of many are kept in memory one by one
    LEFT JOIN plan_node AS cut
        ON cut.statement_id = n.statement_id AND cut.plan = n.plan
        AND cut.operation = 'Limit' AND n.node_id = cut.node_id || '.0'
    LEFT JOIN (
        SELECT 1024 * max(try_cast(d.value AS DOUBLE)) AS bytes
        FROM db_setting AS d
        WHERE d.name = 'work_mem' AND d.unit = 'kB'
    ) AS memory ON TRUE
    WHERE (n.actual_rows IS NOT NULL AND n.spilled_bytes >= {{bytes}})
       OR (
           n.actual_rows IS NULL
           AND n.operation IN ('Sort', 'Hash')
           AND cut.node_id IS NULL
           AND memory.bytes IS NOT NULL
           -- a hash may take twice as much
           AND n.rows * (n.width + 24) >= greatest(CASE WHEN n.operation = 'Hash' THEN 4 ELSE 2 END * memory.bytes, {{bytes}})
       )
) AS w
LEFT JOIN statement AS s ON s.statement_id = w.statement_id
WHERE w.place = 1
