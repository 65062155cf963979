/*
severity = "high"
subject  = "db_setting"
effort   = "minutes"
tags     = ["database", "go-live"]
confidence = "certain"
checks   = ["RP08"]

[en]
title   = "Database server runs without its safety net"
message = "{name} is {value}: what keeps data safe, or tables in order, is switched off. A power failure or a busy month may end badly."
fix     = "Set it back to its default, restart if needed, and check the last backup. These switches are for loading test data, never for a live system."
[zh]
title   = "数据库安全开关被关掉"
message = "{name} 现在是 {value}，保护数据或维护表的机制被关掉了，停电或业务高峰时可能出大事。"
fix     = "改回默认值，需要重启的安排重启，并确认最近的备份可用。这些开关只能在导测试数据时临时关，生产库绝对不行。"
*/
SELECT d.name, d.value
FROM db_setting AS d
WHERE (d.name IN ('fsync', 'full_page_writes', 'autovacuum', 'track_counts') AND lower(d.value) = 'off')
   OR (d.name = 'zero_damaged_pages' AND lower(d.value) = 'on')
   OR (d.name = 'innodb_doublewrite' AND lower(d.value) IN ('0', 'off'))
   OR (d.name = 'innodb_flush_log_at_trx_commit' AND d.value = '0')
