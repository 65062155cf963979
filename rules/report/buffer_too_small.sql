/*
severity = "medium"
subject  = "db_setting"
reach    = "bytes"
effort   = "minutes"
tags     = ["performance", "database", "relative"]
confidence = "likely"
checks   = ["RP08"]
params   = { bytes = 402653184, times = 8, data = 2147483648 }

[en]
title   = "Database server was left with its default memory"
message = "{name} is {buffer_mb} MB and the database holds {data_mb} MB: nearly everything is read from disk again and again."
fix     = "On a server of its own give it a quarter (PostgreSQL shared_buffers) or half to two thirds (innodb_buffer_pool_size) of the memory. The first takes a restart at a quiet hour, the second is set while it runs."
[zh]
title   = "数据库内存还是默认值"
message = "{name} 只有 {buffer_mb} MB，而库有 {data_mb} MB，几乎每次都要读盘。"
fix     = "数据库独占的服务器：PostgreSQL 的 shared_buffers 给内存的四分之一，innodb_buffer_pool_size 给一半到三分之二。前者要在业务低峰重启，后者可在线调整。"
*/
SELECT
    b.name,
    CAST(b.bytes / 1048576 AS BIGINT) AS buffer_mb,
    CAST(a.bytes / 1048576 AS BIGINT) AS data_mb,
    a.bytes AS reach
FROM (
    SELECT
        d.name,
        try_cast(d.value AS DOUBLE) * CASE WHEN d.name = 'shared_buffers' THEN 8192 ELSE 1 END AS bytes
    FROM db_setting AS d
    WHERE d.name IN ('shared_buffers', 'innodb_buffer_pool_size')
) AS b
CROSS JOIN (SELECT sum(CAST(t.bytes AS DOUBLE)) AS bytes FROM db_table AS t) AS a
WHERE b.bytes <= {{bytes}}
  AND a.bytes >= {{data}}
  AND a.bytes >= {{times}} * b.bytes
