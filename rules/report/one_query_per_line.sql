/*
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance"]
confidence = "possible"
checks   = ["RP03"]
params   = { calls = 100000, ms = 50 }

[en]
title   = "Rows are fetched one by one (N+1)"
message = "A statement that fetches one row by its key ran {calls} times, {mean_ms} ms each, {waited_min} minutes altogether. It begins: {start}"
fix     = "Find the loop that sends it: a list page or report that asks once per line. Fetch all keys of the page with one IN (…), or join."
[zh]
title   = "逐行查询（N+1）"
message = "按主键取单行的语句执行了 {calls} 次，单次 {mean_ms} 毫秒，累计 {waited_min} 分钟。语句开头：{start}"
fix     = "找出循环里逐行查询的列表页或报表，改成一次 IN (…) 批量取，或直接关联。"
*/
SELECT
    s.statement_id,
    s.calls,
    round(s.mean_ms, 2) AS mean_ms,
    s.total_ms AS reach,
    round(s.total_ms / 60000, 1) AS waited_min,
    substr(trim(s.sql), 1, 200) AS start,
    s.source
FROM report_statement AS s
WHERE s.calls >= {{calls}}
  AND s.mean_ms < {{ms}}
  AND s.rows <= s.calls
  -- one table, one equality with a value, and nothing else
  AND regexp_matches(
      s.sql,
      '(?is)^\s*select\s[^()]*\sfrom\s+[\w."`]+(\s*\.\s*[\w"`]+)?(\s+(as\s+)?[\w"`]+)?\s+where\s+\(?\s*[\w"`]+(\s*\.\s*[\w"`]+)?\s*=\s*(\$\d+|\?|:\w+)\s*\)?\s*(limit\s+(\$\d+|\?|\d+)\s*)?;?\s*$'
  )
