/*
severity = "medium"
subject  = "audit_log"
effort   = "hours"
tags     = ["relative", "go-live", "audit"]
confidence = "likely"
checks   = ["AS07"]
params   = { days = 180 }

[en]
title   = "Logs reach back less than half a year"
message = "The system is in use since {in_use_since}, and its logs begin on {oldest} ({log}): what happened before cannot be looked up."
fix     = "Find what deletes entries (a job, a button on the log's page, somebody with database access) and set it to the period that law and contract ask for; in China six months is the least. Move older entries to an archive instead of deleting them."
[zh]
title   = "日志保存不足六个月"
message = "系统自 {in_use_since} 起就在用，日志却从 {oldest} 才开始（{log}），更早的操作查不到。"
fix     = "查清是谁在清日志（定时清理、界面上的“清空”按钮、有人直接删库），按法规与合同设定保存期，《网络安全法》要求网络日志不少于六个月；到期的转归档库，不要直接删。"
*/
SELECT
    l.audit_log_id,
    coalesce(l.name, l.audit_log_id) AS log,
    strftime(l.oldest_at, '%Y-%m-%d') AS oldest,
    strftime(u.since, '%Y-%m-%d') AS in_use_since
FROM audit_log AS l
-- The data's own clock.
CROSS JOIN (SELECT max(x.newest_at) AS newest_at FROM audit_log AS x) AS n
-- In use since somebody who is no shipped account signed in for the first time: at the latest since that account was made.
JOIN (
    SELECT min(x.created_at) AS since
    FROM user_account AS x
    WHERE x.kind = 'person' AND x.last_login_at IS NOT NULL AND x.created_at <= x.last_login_at
) AS u ON u.since < n.newest_at - to_days({{days}}) AND u.since < l.oldest_at - to_days(30)
WHERE l.oldest_at > n.newest_at - to_days({{days}})
  -- The log that reaches back furthest; of several, the first by key. One that is off may be what is left of an older one.
  AND NOT EXISTS (
      SELECT 1
      FROM audit_log AS a
      WHERE a.oldest_at < l.oldest_at
        OR (a.oldest_at = l.oldest_at AND a.audit_log_id < l.audit_log_id)
        -- one of which that is not known may reach back further, or be newer
        OR ((a.oldest_at IS NULL OR a.newest_at IS NULL) AND coalesce(a.rows, 1) <> 0)
  )
