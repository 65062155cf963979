/*
severity = "medium"
subject  = "db_table"
reach    = "rows"
effort   = "minutes"
tags     = ["performance", "database"]
confidence = "likely"
checks   = ["RP08"]
params   = { rows = 50000, percent = 50 }

[en]
title   = "Planner works with outdated statistics"
message = "About {rows} rows lie in {table_id}, and {modified_rows} were changed since its statistics were made ({analyzed_at})."
fix     = "Run ANALYZE on it now. Then find out why autovacuum does not come round: switched off for the table, thresholds too high for its size, or stopped by long transactions. MySQL, MariaDB: ANALYZE TABLE, and look for STATS_AUTO_RECALC=0 on the table or innodb_stats_auto_recalc = OFF."
[zh]
title   = "表统计信息过期"
message = "表 {table_id} 约 {rows} 行，上次收集统计信息（{analyzed_at}）之后又变动了 {modified_rows} 行，优化器在按旧数据选计划。"
fix     = "先执行 ANALYZE；再查自动分析为什么没跑到：该表被关闭、阈值相对表太大，或被长事务挡住。MySQL、MariaDB 执行 ANALYZE TABLE，再看该表是否设了 STATS_AUTO_RECALC=0，或 innodb_stats_auto_recalc 被关。"
*/
SELECT
    t.table_id,
    t.rows,
    t.rows AS reach,
    t.modified_rows,
    coalesce(strftime(t.analyzed_at, '%Y-%m-%d'), '-') AS analyzed_at
FROM db_table AS t
WHERE t.kind IN ('table', 'partition', 'materialized_view')
  AND t.rows >= {{rows}}
  AND t.modified_rows >= {{percent}} / 100.0 * t.rows
