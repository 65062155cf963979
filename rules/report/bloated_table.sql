/*
severity = "medium"
subject  = "db_table"
reach    = "rows"
effort   = "minutes"
tags     = ["performance", "database"]
confidence = "likely"
checks   = ["RP08"]
params   = { rows = 100000, percent = 30 }

[en]
title   = "Table full of dead rows"
message = "{dead_rows} of the rows in {table_id} are dead ({percent} % of {rows} live ones): every whole scan reads them too."
fix     = "Run VACUUM (ANALYZE) on it at a quiet hour. Then find out what keeps autovacuum away: a transaction open for days, a replication slot that nobody reads, thresholds too high for the table's size."
[zh]
title   = "表里死行过多（膨胀）"
message = "表 {table_id} 有 {dead_rows} 行死行，相当于有效行（{rows} 行）的 {percent}%，每次全表扫描都要读一遍。"
fix     = "业务低峰执行 VACUUM (ANALYZE)；再查自动清理为什么没跟上：几天没提交的事务、没人读的复制槽、阈值相对表太大。"
*/
SELECT
    t.table_id,
    t.rows,
    t.dead_rows,
    t.dead_rows AS reach,
    round(100.0 * t.dead_rows / greatest(t.rows, 1), 0) AS percent
FROM db_table AS t
WHERE t.dead_rows >= {{rows}}
  AND t.dead_rows >= {{percent}} / 100.0 * t.rows
