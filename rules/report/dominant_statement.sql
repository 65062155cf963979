/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance", "relative"]
confidence = "likely"
checks   = ["RP03"]
params   = { percent = 25, ms = 1800000, statements = 10 }

[en]
title   = "One statement takes a large part of all the time"
message = "A statement takes {share_percent} % of the time of all statements: {waited_min} minutes in {calls} calls of {mean_ms} ms. It begins: {start}"
fix     = "Start here: whatever is saved on this statement is saved for everybody. Its plan first, then who sends it and how often."
[zh]
title   = "一条 SQL 占了大头"
message = "该语句占全部语句耗时的 {share_percent}%：调用 {calls} 次，单次 {mean_ms} 毫秒，累计 {waited_min} 分钟。语句开头：{start}"
fix     = "优化从它开始，省下来的人人受益。先看执行计划，再看是谁在调、调得多不多。"
*/
SELECT
    s.statement_id,
    s.calls,
    round(s.mean_ms, 1) AS mean_ms,
    s.total_ms AS reach,
    round(s.total_ms / 60000, 1) AS waited_min,
    round(100 * s.total_ms / a.total_ms, 0) AS share_percent,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
CROSS JOIN (SELECT sum(t.total_ms) AS total_ms, count(*) AS statements FROM report_statement AS t) AS a
WHERE s.total_ms >= {{ms}}
  AND a.statements >= {{statements}}
  AND s.total_ms >= {{percent}} / 100.0 * a.total_ms
