/*
severity = "low"
subject  = "db_index"
reach    = "rows"
effort   = "minutes"
tags     = ["performance", "database"]
confidence = "likely"
checks   = ["RP08"]
params   = { rows = 100000 }

[en]
title   = "Index that another index makes superfluous"
message = "Index {name} on {table_id} ({columns}) does nothing that {keeper} ({keeper_columns}) does not do as well; every write keeps both up to date."
fix     = "Drop {name} after a look whether a hint or a plan names it. Keep the one that enforces uniqueness."
[zh]
title   = "重复索引"
message = "{table_id} 上的索引 {name}（{columns}）被 {keeper}（{keeper_columns}）完全覆盖，每次写入还要多维护一份。"
fix     = "确认没有语句用 hint 指定后删除 {name}，保留带唯一约束的那个。"
*/
SELECT
    d.table_id,
    d.name,
    max(d.columns) AS columns,
    min(d.keeper) AS keeper,
    max(CASE WHEN d.place = 1 THEN d.keeper_columns END) AS keeper_columns,
    max(d.rows) AS rows,
    max(d.rows) AS reach
FROM (
    SELECT
        i.table_id,
        i.name,
        i.columns,
        k.name AS keeper,
        k.columns AS keeper_columns,
        t.rows,
        row_number() OVER (PARTITION BY i.table_id, i.name ORDER BY k.name) AS place
    FROM db_index AS i
    JOIN db_table AS t ON t.table_id = i.table_id
    JOIN db_index AS k
        ON k.table_id = i.table_id
        AND k.name <> i.name
        AND coalesce(k.method, 'btree') = coalesce(i.method, 'btree')
        AND NOT coalesce(k.is_partial, FALSE)
        AND (
            k.columns = i.columns
            -- only the start of a longer B-tree stands in for a shorter one
            OR (starts_with(k.columns, i.columns || ', ') AND coalesce(i.method, 'btree') = 'btree')
        )
    WHERE NOT coalesce(i.is_unique, FALSE)
      AND NOT coalesce(i.is_partial, FALSE)
      AND NOT contains(i.columns, '(expression)')
      AND t.rows >= {{rows}}
      -- of two that are equal in every respect, the one whose name comes first stays
      AND (k.columns <> i.columns OR coalesce(k.is_unique, FALSE) OR k.name < i.name)
) AS d
GROUP BY d.table_id, d.name
