/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { bytes = 1073741824, tables = 1000, percent = 50, ms = 60000 }

[en]
title   = "Statement works on disk instead of in memory"
message = "A statement wrote {gigabytes} GB of temporary files and {disk_tables} temporary tables on disk in {calls} calls, {waited_min} minutes of waiting. It begins: {start}"
fix     = "Take fewer rows and columns into sorting and grouping: a required period, no SELECT *, no TEXT columns in DISTINCT, GROUP BY and UNION. Then an index that gives the order."
[zh]
title   = "SQL 频繁写临时文件"
message = "该语句调用 {calls} 次，共写临时文件 {gigabytes} GB、磁盘临时表 {disk_tables} 个，累计等待 {waited_min} 分钟。语句开头：{start}"
fix     = "减少参与排序分组的行和列：必填期间、不要 SELECT *、DISTINCT/GROUP BY/UNION 里不要带大字段；再考虑用索引给出顺序。"
*/
-- optional: statement.temp_bytes, statement.disk_tables
SELECT
    s.statement_id,
    s.calls,
    s.total_ms AS reach,
    round(s.total_ms / 60000, 1) AS waited_min,
    round(coalesce(s.temp_bytes, 0) / 1073741824, 1) AS gigabytes,
    coalesce(s.disk_tables, 0) AS disk_tables,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
WHERE s.total_ms >= {{ms}}
  AND (
      s.temp_bytes >= {{bytes}}
      OR (s.disk_tables >= {{tables}} AND s.disk_tables >= {{percent}} / 100.0 * s.calls)
  )
