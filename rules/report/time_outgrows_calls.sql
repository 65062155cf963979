/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { percent = 20, times = 2, ms = 60000, calls = 100 }

[en]
title   = "Statement's time grows faster than its calls"
message = "Since {scanned_on} a statement ran {calls_since} times and took {now_ms} ms per call, {percent_more} % more than the {before_ms} ms before: {waited_min} minutes of waiting. It grows with the data. It begins: {start}"
fix     = "Look at its plan before it hurts: what grows with the data wants a period in its condition, an index that serves it, or an archive for old rows."
[zh]
title   = "SQL 耗时涨得比调用次数快"
message = "自 {scanned_on} 以来该语句调用 {calls_since} 次，单次 {now_ms} 毫秒，比之前的 {before_ms} 毫秒多 {percent_more}%，等待 {waited_min} 分钟，随数据量在涨。语句开头：{start}"
fix     = "趁还没卡死先看执行计划：随数据增长的查询要带期间条件、有合适的索引，或把老数据归档。"
*/
-- optional: db_setting
SELECT
    w.statement_id,
    w.calls_since,
    round(w.before_ms, 1) AS before_ms,
    round(w.waited_ms / w.calls_since, 1) AS now_ms,
    round(100 * (w.waited_ms / w.calls_since / w.before_ms - 1), 0) AS percent_more,
    round(w.waited_ms / 60000, 1) AS waited_min,
    strftime(w.scanned_at, '%Y-%m-%d') AS scanned_on,
    w.waited_ms AS reach,
    substr(trim(w.sql), 1, 200) AS start,
    w.source
FROM statement_since AS w
WHERE w.calls_since >= {{calls}}
  AND w.before_ms > 0
  AND w.waited_ms >= {{ms}}
  AND w.waited_ms >= (1 + {{percent}} / 100.0) * w.before_ms * w.calls_since
  -- what doubled is reported as slower
  AND w.waited_ms < {{times}} * w.before_ms * w.calls_since
