/*
severity = "high"
subject  = "audit_log"
effort   = "hours"
reach    = "users"
tags     = ["relative", "go-live", "audit"]
confidence = "likely"
checks   = ["AS07"]
params   = { days = 30 }

[en]
title   = "People work and no log records it any more"
message = "The newest entry of any log is from {newest} ({log}), and {reach:account|accounts} signed in after that, the last on {signed_in}."
fix     = "Change something that should be recorded and look for it. Usual causes: a full disk or table, a failing writer nobody watches, an upgrade that switched the log off, entries that went to another database."
[zh]
title   = "系统还有人在用，日志却早就不再记录"
message = "所有日志里最新的一条停在 {newest}（{log}），此后还有 {reach} 个账号登录过，最近一次是 {signed_in}。"
fix     = "改一条应被记录的数据，看日志有没有。常见原因：磁盘或表写满、写日志的线程报错没人看、升级时开关被关掉、日志改写到了别的库。"
*/
SELECT
    l.audit_log_id,
    coalesce(l.name, l.audit_log_id) AS log,
    strftime(l.newest_at, '%Y-%m-%d') AS newest,
    strftime(max(u.last_login_at), '%Y-%m-%d') AS signed_in,
    count(*) AS reach
FROM audit_log AS l
JOIN user_account AS u ON u.last_login_at > l.newest_at + to_days({{days}})
WHERE l.active
  -- The log that recorded last; of several, the first by key.
  AND NOT EXISTS (
      SELECT 1
      FROM audit_log AS a
      WHERE a.active
        AND (
            a.newest_at > l.newest_at
            OR (a.newest_at = l.newest_at AND a.audit_log_id < l.audit_log_id)
            -- one of which that is not known may hold the newest entry
            OR (a.newest_at IS NULL AND coalesce(a.rows, 1) <> 0)
        )
  )
GROUP BY l.audit_log_id, l.name, l.newest_at
