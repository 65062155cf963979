/*
severity = "high"
subject  = "lock_wait"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "certain"
checks   = ["RP03"]
params   = { ms = 10000 }

[en]
title   = "Session waits for another one's lock"
message = "Session {waiting_session} has waited {seconds} s for session {blocking_session} ({blocking_state}): {sql_start}. The other one's last statement: {blocking_start}"
fix     = "Find out who the other session is and what it waits for, before ending it. If it is idle in a transaction, its program forgets to commit: repair that."
[zh]
title   = "会话被锁住"
message = "会话 {waiting_session} 已等会话 {blocking_session}（{blocking_state}）{seconds} 秒，要执行：{sql_start}。对方最后执行：{blocking_start}"
fix     = "先弄清对方会话是谁、在等什么，再决定是否结束它；若是事务中空闲，说明程序忘了提交，要改程序。"
*/
SELECT
    l.waiting_session,
    coalesce(l.blocking_session, '?') AS blocking_session,
    coalesce(l.blocking_state, '?') AS blocking_state,
    round(l.waited_ms / 1000, 0) AS seconds,
    l.waited_ms AS reach,
    coalesce(substr(l.sql, 1, 120), '?') AS sql_start,
    coalesce(substr(l.blocking_sql, 1, 120), '?') AS blocking_start
FROM lock_wait AS l
WHERE l.waited_ms >= {{ms}}
