/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance"]
confidence = "certain"
checks   = ["RP03"]
params   = { mean_ms = 3000, calls = 3 }

[en]
title   = "Statement that people wait for"
message = "A statement takes {mean_s} s on average, {max_s} s at worst, and ran {calls} times: {waited_min} minutes of waiting. It begins: {start}"
fix     = "Look at its plan (EXPLAIN): an index on the columns of its conditions, fewer rows by a required period, or a summary table that a job fills at night."
[zh]
title   = "慢 SQL"
message = "该语句平均 {mean_s} 秒，最慢 {max_s} 秒，已执行 {calls} 次，累计等待 {waited_min} 分钟。语句开头：{start}"
fix     = "看执行计划（EXPLAIN）：给条件列建索引、要求必填期间减少数据量，或改为夜间任务汇总后再查。"
*/
SELECT
    s.statement_id,
    s.calls,
    s.total_ms AS reach,
    round(s.mean_ms / 1000, 1) AS mean_s,
    round(coalesce(s.max_ms, s.mean_ms) / 1000, 1) AS max_s,
    round(s.total_ms / 60000, 1) AS waited_min,
    s.rows,
    s.rows_examined,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
WHERE s.mean_ms >= {{mean_ms}} AND s.calls >= {{calls}}
