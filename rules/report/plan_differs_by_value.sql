/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance"]
confidence = "possible"
checks   = ["RP03"]
params   = { times = 10, ms = 1000 }

[en]
title   = "One statement, two ways to answer it"
message = "The same statement is answered in {shapes} ways, depending on its values; the dearest costs {times} times as much as the cheapest. It begins: {start}"
fix     = "Compare the plans in the log with the values of slow and quick calls. Usually one value is far more frequent than others: raise the statistics target of its column, give the frequent value a query of its own, or, on PostgreSQL, set plan_cache_mode = force_custom_plan for it."
[zh]
title   = "同一语句执行计划忽快忽慢"
message = "同一条语句因参数值不同出现 {shapes} 种执行计划，最贵的是最便宜的 {times} 倍。语句开头：{start}"
fix     = "对照日志里快慢两次的计划和参数值。多半是某个值特别多：调高该列的统计目标值，或给这个值单独写查询；PostgreSQL 可对它设 plan_cache_mode = force_custom_plan。"
*/
SELECT
    w.statement_id,
    w.shapes,
    round(w.dearest / w.cheapest, 1) AS times,
    s.total_ms AS reach,
    substr(trim(s.sql), 1, 200) AS start,
    s.report_id,
    w.source
FROM (
    SELECT
        n.statement_id,
        max(n.source) AS source,
        count(DISTINCT n.shape) AS shapes,
        -- time where every plan was measured, else the planner's cost
        CASE WHEN count(n.ms) = count(*) THEN min(n.ms) ELSE min(n.cost) END AS cheapest,
        CASE WHEN count(n.ms) = count(*) THEN max(n.ms) ELSE max(n.cost) END AS dearest
    FROM plan_node AS n
    WHERE n.shape IS NOT NULL
    GROUP BY n.statement_id
) AS w
LEFT JOIN statement AS s ON s.statement_id = w.statement_id
WHERE w.shapes >= 2
  AND w.cheapest > 0
  AND w.dearest >= {{times}} * w.cheapest
  AND w.dearest >= {{ms}}
