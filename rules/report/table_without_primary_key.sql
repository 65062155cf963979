/*
severity = "low"
subject  = "db_table"
reach    = "rows"
effort   = "hours"
tags     = ["go-live", "database"]
confidence = "certain"
checks   = ["RP09"]
params   = { rows = 10000 }

[en]
title   = "Table without a primary key"
message = "Table {table_id} (about {rows} rows) has neither a primary key nor another unique index."
fix     = "Add a primary key. Look for doubled rows first: until now nothing has kept them out."
[zh]
title   = "表没有主键"
message = "表 {table_id}（约 {rows} 行）既没有主键也没有唯一索引。"
fix     = "补上主键。补之前先查有没有重复行——一直没有约束拦着。"
*/
SELECT t.table_id, t.rows, t.rows AS reach, t.engine
FROM db_table AS t
LEFT JOIN (
    SELECT DISTINCT x.table_id
    FROM db_index AS x
    WHERE x.is_unique AND NOT coalesce(x.is_partial, FALSE)
) AS u ON u.table_id = t.table_id
WHERE t.has_primary_key = FALSE
  AND t.kind IN ('table', 'partition')
  AND t.rows >= {{rows}}
  AND u.table_id IS NULL
