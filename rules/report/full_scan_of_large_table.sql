/*
severity = "medium"
subject  = "db_table"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "possible"
checks   = ["RP04"]
params   = { rows = 100000, scans = 1000, percent = 5 }

[en]
title   = "Large table is often read from end to end"
message = "Table {table_id} (about {rows} rows) was read from end to end {seq_scans} times, {percent} % of all its reads."
fix     = "Find the statements that read it (statement statistics, auto_explain) and give their conditions an index."
[zh]
title   = "大表频繁全表扫描"
message = "表 {table_id}（约 {rows} 行）被全表扫描 {seq_scans} 次，占全部读取的 {percent}%。"
fix     = "用语句统计或 auto_explain 找到是哪些语句在扫，给它们的条件列补索引。"
*/
SELECT
    t.table_id,
    t.rows,
    t.seq_scans,
    CAST(t.seq_scans AS DOUBLE) * t.rows AS reach,
    round(100.0 * t.seq_scans / (t.seq_scans + coalesce(i.scans, 0)), 1) AS percent
FROM db_table AS t
LEFT JOIN (
    SELECT x.table_id, sum(CAST(x.scans AS DOUBLE)) AS scans
    FROM db_index AS x
    GROUP BY x.table_id
) AS i ON i.table_id = t.table_id
WHERE t.rows >= {{rows}}
  AND t.seq_scans >= {{scans}}
  AND 100.0 * t.seq_scans >= {{percent}} * (t.seq_scans + coalesce(i.scans, 0))
