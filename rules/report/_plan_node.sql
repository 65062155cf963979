-- One row per node of a statement's plan, with the catalogue's own name and size of the table that it reads: plans in logs
-- write a table without its schema.
-- optional: db_table
SELECT
    p.statement_id,
    p.plan,
    p.node_id,
    p.operation,
    coalesce(t.table_id, u.table_id, p.table_id) AS table_id,
    coalesce(t.rows, u.rows) AS table_rows,
    p.index_name,
    p.rows,
    coalesce(
        p.rows_read, CASE WHEN p.operation = 'Seq Scan' THEN coalesce(t.rows, u.rows) END
    ) AS rows_read,
    p.width,
    p.actual_rows,
    p.loops,
    p.cost,
    p.ms,
    p.spilled_bytes,
    p.detail,
    p.filter,
    p.shape,
    p.source
FROM query_plan AS p
LEFT JOIN db_table AS t ON t.table_id = p.table_id
LEFT JOIN (
    SELECT d.name, min(d.table_id) AS table_id, max(d.rows) AS rows
    FROM db_table AS d
    GROUP BY d.name
    HAVING count(*) = 1
) AS u ON u.name = p.table_id AND t.table_id IS NULL
