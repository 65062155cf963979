/*
severity = "medium"
subject  = "db_table"
reach    = "rows"
effort   = "minutes"
tags     = ["performance", "database"]
confidence = "likely"
checks   = ["RP08"]
params   = { rows = 50000 }

[en]
title   = "Table without statistics"
message = "About {rows} rows lie in {table_id}, and no statistics were ever made of them: the planner guesses."
fix     = "Run ANALYZE on it now (ANALYZE TABLE on MySQL and MariaDB). After an upgrade or a restore: vacuumdb --all --analyze-in-stages, or mysqlcheck --analyze --all-databases, before anybody works on it."
[zh]
title   = "表没有统计信息"
message = "表 {table_id} 约 {rows} 行，从没收集过统计信息，优化器全靠猜。"
fix     = "马上执行 ANALYZE（MySQL、MariaDB 是 ANALYZE TABLE）；升级或恢复之后先跑 vacuumdb --all --analyze-in-stages 或 mysqlcheck --analyze --all-databases，再放人进系统。"
*/
SELECT t.table_id, t.rows, t.rows AS reach
FROM db_table AS t
LEFT JOIN (
    SELECT DISTINCT c.table_id
    FROM db_column AS c
    WHERE c.distinct_values IS NOT NULL
) AS known ON known.table_id = t.table_id
-- Somebody may see statistics at all: else every table would look so.
CROSS JOIN (SELECT count(*) AS columns FROM db_column AS d WHERE d.distinct_values IS NOT NULL) AS visible
WHERE t.kind IN ('table', 'partition', 'materialized_view')
  AND t.rows >= {{rows}}
  AND t.analyzed_at IS NULL
  AND known.table_id IS NULL
  AND visible.columns > 0
