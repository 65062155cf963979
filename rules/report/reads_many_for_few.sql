/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { examined = 100000, ratio = 1000, calls = 10 }

[en]
title   = "Statement reads very many rows to give few"
message = "A statement reads {examined_per_call} rows each time and gives {rows_per_call}; it ran {calls} times. It begins: {start}"
fix     = "Look at its plan: usually an index on the columns of its condition is missing, or cannot be used because of a function, a leading % or different collations."
[zh]
title   = "扫描行数远大于返回行数的 SQL"
message = "该语句每次扫描 {examined_per_call} 行，只返回 {rows_per_call} 行，已执行 {calls} 次。语句开头：{start}"
fix     = "看执行计划：多半是条件列没有索引，或因函数、前置 %、排序规则不一致而用不上索引。"
*/
SELECT
    s.statement_id,
    s.calls,
    s.total_ms AS reach,
    CAST(round(s.rows_examined / s.calls) AS BIGINT) AS examined_per_call,
    round(s.rows / s.calls, 1) AS rows_per_call,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
WHERE s.calls >= {{calls}}
  AND s.rows_examined >= {{examined}} * CAST(s.calls AS DOUBLE)
  AND s.rows_examined >= {{ratio}} * CAST(s.rows AS DOUBLE)
  -- Totals read much to give one row by nature.
  AND NOT regexp_matches(s.sql, '(?i)\b(count|sum|avg|min|max|group_concat|std|stddev|variance)\s*\(|\bgroup\s+by\b|\bdistinct\b')
