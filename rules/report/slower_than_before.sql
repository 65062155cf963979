/*
severity = "high"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { times = 2, ms = 500, calls = 5 }

[en]
title   = "Statement became slower since the last scan"
message = "A statement took {before_ms} ms per call up to {scanned_on} and takes {now_ms} ms since, {times} times as long, in {calls_since} calls: {waited_min} minutes of waiting. It begins: {start}"
fix     = "Find what changed in between: an update, a dropped index, a table that grew, statistics out of date, another plan. Compare the plan with the one before, if it was kept."
[zh]
title   = "SQL 比上次体检明显变慢"
message = "该语句到 {scanned_on} 为止单次 {before_ms} 毫秒，之后单次 {now_ms} 毫秒，是原来的 {times} 倍；期间调用 {calls_since} 次，等待 {waited_min} 分钟。语句开头：{start}"
fix     = "查这段时间里变了什么：升级、索引被删、数据暴涨、统计信息过期、执行计划变了；有留存的旧计划就拿来对比。"
*/
-- optional: db_setting
SELECT
    w.statement_id,
    w.calls_since,
    round(w.before_ms, 1) AS before_ms,
    round(w.waited_ms / w.calls_since, 1) AS now_ms,
    round(w.waited_ms / w.calls_since / w.before_ms, 1) AS times,
    round(w.waited_ms / 60000, 1) AS waited_min,
    strftime(w.scanned_at, '%Y-%m-%d') AS scanned_on,
    w.waited_ms AS reach,
    substr(trim(w.sql), 1, 200) AS start,
    w.source
FROM statement_since AS w
WHERE w.calls_since >= {{calls}}
  AND w.before_ms > 0
  AND w.waited_ms >= {{ms}} * CAST(w.calls_since AS DOUBLE)
  AND w.waited_ms >= {{times}} * w.before_ms * w.calls_since
