/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { share = 0.1, at_least_ms = 3600000, slow_ms = 3000 }

[en]
title   = "Quick statement that runs so often that it loads the database"
message = "A statement of {mean_ms} ms ran {calls} times: around the clock {share_percent} % of one processor since {since}. It begins: {start}"
fix     = "Find who sends it: a page that asks once per line, a timer that polls every second, a missing cache. Ask once for all lines, or less often; then look at its plan."
[zh]
title   = "单次不慢但调用过多的 SQL"
message = "该语句单次 {mean_ms} 毫秒，却执行了 {calls} 次，自 {since} 以来平均占用一个 CPU 核的 {share_percent}%。语句开头：{start}"
fix     = "先找出是谁在调：页面逐行查询（N+1）、每秒轮询的定时器、没有缓存。改为一次查出或降低频率，再看执行计划。"
*/
SELECT
    s.statement_id,
    s.calls,
    round(s.mean_ms, 1) AS mean_ms,
    s.total_ms AS reach,
    round(100 * s.total_ms / b.elapsed_ms, 1) AS share_percent,
    b.since,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
CROSS JOIN (
    SELECT t.since, 1000 * date_diff('second', t.since, scan_time()) AS elapsed_ms
    FROM (
        SELECT try_cast(d.value AS TIMESTAMP) AS since
        FROM db_setting AS d
        WHERE d.name = 'statements_since'
    ) AS t
) AS b
WHERE s.mean_ms < {{slow_ms}}
  AND s.total_ms >= {{at_least_ms}}
  AND b.elapsed_ms > 0
  AND s.total_ms >= {{share}} * b.elapsed_ms
