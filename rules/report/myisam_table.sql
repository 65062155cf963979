/*
severity = "medium"
subject  = "db_table"
reach    = "rows"
effort   = "hours"
tags     = ["go-live", "database"]
confidence = "certain"
checks   = ["RP09"]

[en]
title   = "Table on an engine without transactions"
message = "Table {table_id} (about {rows} rows) is stored as {engine}: a crash can leave it damaged, a failed booking is not undone, and every write locks the whole table."
fix     = "Convert it at a quiet hour, after a backup: ALTER TABLE … ENGINE = InnoDB. Full-text and spatial indexes work there as well."
[zh]
title   = "表使用了不支持事务的引擎"
message = "表 {table_id}（约 {rows} 行）用的是 {engine}：断电可能损坏，业务失败不会回滚，每次写入都锁整表。"
fix     = "备份后选低峰执行 ALTER TABLE … ENGINE = InnoDB；全文索引和空间索引 InnoDB 同样支持。"
*/
SELECT
    t.table_id,
    t.rows,
    t.rows AS reach,
    t.engine,
    t.bytes,
    -- products ship their logs so on purpose: nothing is rolled back there
    CASE WHEN regexp_matches(lower(t.table_id), 'log|search|session') THEN 'possible' ELSE 'certain' END AS confidence
FROM db_table AS t
WHERE lower(t.engine) IN ('myisam', 'mrg_myisam') AND t.kind = 'table' AND t.rows > 0
