/*
severity = "low"
subject  = "db_index"
reach    = "bytes"
effort   = "minutes"
tags     = ["performance", "database"]
confidence = "possible"
checks   = ["RP08"]
params   = { bytes = 104857600, days = 30 }

[en]
title   = "Big index that was never used"
message = "Index {name} on {table_id} takes {megabytes} MB and has not been used since {since}; every write keeps it up to date."
fix     = "Ask for year-end work and for reports on replicas, which count for themselves. Then drop it, and keep its definition."
[zh]
title   = "从未使用的大索引"
message = "{table_id} 上的索引 {name} 占 {megabytes} MB，自 {since} 起一次都没用过，却拖慢每次写入。"
fix     = "先确认年结等低频业务、只读从库上的报表（从库单独计数）也不用它，留好建索引语句再删除。"
*/
SELECT
    i.table_id,
    i.name,
    i.columns,
    i.bytes AS reach,
    CAST(i.bytes / 1048576 AS BIGINT) AS megabytes,
    CAST(s.since AS DATE) AS since
FROM db_index AS i
CROSS JOIN (
    SELECT try_cast(d.value AS TIMESTAMP) AS since
    FROM db_setting AS d
    WHERE d.name = 'statistics_since'
) AS s
JOIN db_table AS t ON t.table_id = i.table_id
WHERE i.scans = 0
  AND NOT i.is_unique
  AND i.bytes >= {{bytes}}
  AND s.since <= scan_time() - to_days({{days}})
