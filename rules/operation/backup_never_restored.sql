/*
severity = "high"
subject  = "backup"
effort   = "days"
tags     = ["go-live", "backup"]
confidence = "likely"
checks   = ["BK02"]
params   = { days = 365 }

[en]
title   = "No restore was tried"
message = "A restore of {name} was last tried: {tried}. Whether its backups can be used, nobody knows."
fix     = "Restore the newest one on another machine, sign in, and compare yesterday's documents. Note how long it took: that is how long the company stands still."
[zh]
title   = "备份没有做过恢复演练"
message = "{name} 最近一次恢复演练：{tried}。备份到底能不能用，没人知道。"
fix     = "把最新备份恢复到另一台机器，登录后核对昨天的单据，并记下用时：这就是出事后要停工的时间。"
*/
SELECT
    max(b.backup_id) AS backup_id,
    coalesce(b.name, '-') AS name,
    coalesce(strftime(max(b.restored_at), '%Y-%m-%d'), '-') AS tried,
    count(*) AS recorded
FROM backup AS b
GROUP BY b.name
HAVING max(b.restored_at) IS NULL OR max(b.restored_at) < scan_time() - to_days({{days}})
