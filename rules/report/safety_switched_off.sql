/*
severity = "high"
subject  = "db_setting"
effort   = "minutes"
tags     = ["database", "go-live"]
confidence = "certain"
checks   = ["RP08"]

[en]
title   = "Database server runs without its safety net"
message = "{name} is {value}: {risk:word}."
fix     = "{repair:word}. Check that the last backup is good. Such switches are for loading test data, never for a live system."
[zh]
title   = "数据库的数据保护开关被关掉"
message = "{name} 现在是 {value}：{risk:word}。"
fix     = "{repair:word}。同时确认最近的备份可用。这类开关只能在导测试数据时临时关，生产库绝对不行。"
*/
WITH off AS (
    SELECT
        d.name,
        d.value,
        CASE
            WHEN d.name IN ('fsync', 'full_page_writes') AND lower(d.value) = 'off' THEN 'crash'
            WHEN d.name = 'innodb_doublewrite' AND lower(d.value) IN ('0', 'off') THEN 'crash'
            WHEN d.name = 'innodb_flush_log_at_trx_commit' AND d.value = '0' THEN 'second'
            WHEN d.name IN ('autovacuum', 'track_counts') AND lower(d.value) = 'off' THEN 'growth'
            WHEN d.name = 'zero_damaged_pages' AND lower(d.value) = 'on' THEN 'silent'
        END AS what
    FROM db_setting AS d
)
SELECT
    o.name,
    o.value,
    CASE o.what
        WHEN 'crash'
            THEN 'a crash or a power failure can leave data damaged beyond repair 宕机或断电可能损坏数据，而且修不回来'
        WHEN 'second'
            THEN 'a crash or a power failure loses what was booked in the last second 宕机或断电会丢掉最后约一秒内已提交的单据'
        WHEN 'growth'
            THEN 'dead rows are never cleared away and tables grow until the server stops 死行没人清理，表一直膨胀，最后数据库停摆'
        WHEN 'silent' THEN 'damaged pages are emptied without a word 损坏的数据页会被悄悄清空'
    END AS risk,
    CASE
        WHEN o.name = 'innodb_flush_log_at_trx_commit'
            THEN 'Run SET GLOBAL innodb_flush_log_at_trx_commit=1 (no restart) and put it into my.cnf '
                || '执行 SET GLOBAL innodb_flush_log_at_trx_commit=1（不用重启），并写进 my.cnf'
        WHEN o.name = 'innodb_doublewrite'
            THEN 'Set innodb_doublewrite=ON in my.cnf and restart 在 my.cnf 里改成 innodb_doublewrite=ON，安排重启'
        WHEN o.name = 'zero_damaged_pages'
            THEN 'Set it to off in postgresql.conf and run SELECT pg_reload_conf() 在 postgresql.conf 里改成 off，执行 SELECT pg_reload_conf()，不用重启'
        ELSE
            'Set it to on in postgresql.conf and run SELECT pg_reload_conf() 在 postgresql.conf 里改成 on，执行 SELECT pg_reload_conf()，不用重启'
    END AS repair
FROM off AS o
WHERE o.what IS NOT NULL
