/*
severity = "low"
subject  = "foreign_key"
reach    = "rows"
effort   = "minutes"
tags     = ["performance", "database", "relative"]
confidence = "likely"
checks   = ["RP04"]
params   = { rows = 50000, ref_rows = 1000, most = 20 }

[en]
title   = "Foreign key on a big table without an index"
message = "{table_id}.{columns} points at {ref_table_id} and has no index: deleting a row there, or asking for the rows that belong to one, reads all of about {rows} rows."
fix     = "Add an index on {columns} at a quiet hour (CREATE INDEX CONCURRENTLY on PostgreSQL)."
[zh]
title   = "大表外键列没有索引"
message = "{table_id}.{columns} 引用 {ref_table_id}，但没有索引：在对方表删一行，或按它查明细，都要扫全表约 {rows} 行。"
fix     = "业务低峰给 {columns} 建索引（PostgreSQL 用 CREATE INDEX CONCURRENTLY）。"
*/
-- optional: db_table.seq_scans
SELECT w.table_id, w.name, w.columns, w.ref_table_id, w.rows, w.reach, w.seq_scans
FROM (
    SELECT f.table_id, f.name, f.columns, f.ref_table_id, t.rows, t.rows AS reach, t.seq_scans,
        row_number() OVER (
            ORDER BY t.rows * CAST(coalesce(t.seq_scans, 1) AS DOUBLE) DESC, f.table_id, f.name
        ) AS place
    FROM foreign_key AS f
    JOIN db_table AS t ON t.table_id = f.table_id
    JOIN db_table AS r ON r.table_id = f.ref_table_id
    LEFT JOIN (
        SELECT DISTINCT k.table_id, k.name
        FROM foreign_key AS k
        JOIN db_index AS i
            ON i.table_id = k.table_id
            AND NOT coalesce(i.is_partial, FALSE)
            AND coalesce(i.method, 'btree') IN ('btree', 'hash')
            AND (
                i.columns = k.columns
                OR starts_with(i.columns, k.columns || ', ')
                OR starts_with(i.columns, k.columns || ' ')
                -- for a key of several columns an index on its first one is enough
                OR i.columns = split_part(k.columns, ', ', 1)
                OR starts_with(i.columns, split_part(k.columns, ', ', 1) || ', ')
            )
    ) AS served ON served.table_id = f.table_id AND served.name = f.name
    WHERE served.name IS NULL
      AND t.rows >= {{rows}}
      -- A column of few values (who made the row, in which company) gains little from an index.
      AND r.rows >= {{ref_rows}}
      -- Who deletes there or asks for what belongs to one reads the whole table: where nobody ever did, the key is not used.
      AND coalesce(t.seq_scans, 1) > 0
) AS w
WHERE w.place <= {{most}}
