/*
severity = "low"
subject  = "db_table"
reach    = "bytes"
effort   = "hours"
tags     = ["performance", "database"]
confidence = "possible"
checks   = ["RP08"]
params   = { bytes = 104857600, percent = 50 }

[en]
title   = "Table whose files are mostly empty"
message = "Of the {megabytes} MB of {table_id}, {free_megabytes} MB ({percent} %) hold nothing: what was deleted left its room behind, and whole scans, backups and restores still go through it."
fix     = "First find out what deletes so much, and whether it will fill up again: then leave it. Else pack it at a quiet hour, with room for a copy on the disk: OPTIMIZE TABLE on MySQL and MariaDB; VACUUM FULL on PostgreSQL, which locks the table all the while, or pg_repack, which does not."
[zh]
title   = "表文件大部分是空的（空间没回收）"
message = "表 {table_id} 占 {megabytes} MB，其中 {free_megabytes} MB（{percent}%）是空的：数据删了空间没还，全表扫描、备份、恢复照样要过一遍。"
fix     = "先查清是什么在大量删除，如果马上又会写满就不用动。否则业务低峰整理，磁盘要留够一份副本的空间：MySQL、MariaDB 用 OPTIMIZE TABLE；PostgreSQL 用 VACUUM FULL（全程锁表）或 pg_repack（不锁表）。"
*/
SELECT
    t.table_id,
    t.rows,
    t.free_bytes AS reach,
    CAST(t.bytes / 1048576 AS BIGINT) AS megabytes,
    CAST(t.free_bytes / 1048576 AS BIGINT) AS free_megabytes,
    round(100.0 * t.free_bytes / t.bytes, 0) AS percent
FROM db_table AS t
WHERE t.kind IN ('table', 'partition', 'materialized_view')
  AND t.free_bytes >= {{bytes}}
  AND t.free_bytes >= {{percent}} / 100.0 * t.bytes
