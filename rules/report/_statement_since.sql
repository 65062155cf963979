-- One row per remembered statement that an earlier scan knew too: what was counted since then, or since the counters were
-- reset in between.
SELECT
    s.statement_id, s.sql, s.source, b.mean_ms AS before_ms, b.scanned_at,
    CASE WHEN n.since = b.since AND s.calls >= b.calls AND s.total_ms >= b.total_ms THEN s.calls - b.calls ELSE s.calls END
        AS calls_since,
    CASE WHEN n.since = b.since AND s.calls >= b.calls AND s.total_ms >= b.total_ms THEN s.total_ms - b.total_ms ELSE s.total_ms END
        AS waited_ms
FROM report_statement AS s
JOIN statement_before AS b ON b.statement_id = s.statement_id
LEFT JOIN (
    SELECT max(try_cast(d.value AS TIMESTAMP)) AS since
    FROM db_setting AS d
    WHERE d.name = 'statements_since'
) AS n ON TRUE
