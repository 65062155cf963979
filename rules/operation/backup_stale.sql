/*
severity = "critical"
subject  = "backup"
effort   = "hours"
tags     = ["go-live", "backup"]
confidence = "likely"
checks   = ["BK01"]
params   = { days = 2 }

[en]
title   = "No recent backup"
message = "The newest good backup of {name} is from {newest}."
fix     = "Make one now and restore it on another machine. Then repair the job, keep a copy elsewhere, and let somebody hear of a failure the same day."
[zh]
title   = "备份过旧"
message = "{name} 最近一次成功备份是 {newest}。"
fix     = "马上做一次备份，并在另一台机器上恢复验证；再修好备份任务、异地留一份，失败当天要有人收到报警。"
*/
SELECT
    max(b.backup_id) AS backup_id,
    coalesce(b.name, '-') AS name,
    coalesce(strftime(max(CASE WHEN coalesce(b.succeeded, TRUE) THEN b.finished_at END), '%Y-%m-%d %H:%M'), '-') AS newest,
    count(*) AS recorded
FROM backup AS b
GROUP BY b.name
HAVING max(CASE WHEN coalesce(b.succeeded, TRUE) THEN b.finished_at END) IS NULL
    OR max(CASE WHEN coalesce(b.succeeded, TRUE) THEN b.finished_at END) < scan_time() - to_days({{days}})
