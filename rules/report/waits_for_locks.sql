/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { percent = 20, ms = 60000 }

[en]
title   = "Statement mostly waits for locks"
message = "{lock_percent} % of a statement's {waited_min} minutes is waiting for others' locks ({calls} calls). It begins: {start}"
fix     = "Find the long transaction that it meets: a posting that calls another system in its middle, a job in working hours, a session left open. Make it short; the statement itself is not at fault."
[zh]
title   = "SQL 时间主要耗在等锁"
message = "该语句累计 {waited_min} 分钟，其中 {lock_percent}% 在等别人的锁（调用 {calls} 次）。语句开头：{start}"
fix     = "找出与它冲突的长事务：过账中途调外部接口、上班时间跑批、会话开着不提交。缩短那个事务，这条语句本身没毛病。"
*/
SELECT
    s.statement_id,
    s.calls,
    s.lock_ms AS reach,
    round(s.total_ms / 60000, 1) AS waited_min,
    least(100, round(100 * s.lock_ms / s.total_ms, 0)) AS lock_percent,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
WHERE s.lock_ms >= {{ms}}
  AND s.total_ms > 0
  AND s.lock_ms >= {{percent}} / 100.0 * s.total_ms
