"""
severity = "medium"
subject  = "statement"
reach    = "ms"
effort   = "days"
tags     = ["performance"]
confidence = "certain"
checks   = ["RP03"]
params   = { mean_ms = 3000, calls = 3 }

[en]
title   = "Statement that people wait for"
message = "A statement takes {mean_s} s on average, {max_s} s at worst, and ran {calls} times: {waited_min} minutes of waiting. It begins: {start} What it reads (rows): {reads}"
fix     = "Look at its plan (EXPLAIN; healthcheck advise): an index on the columns of its conditions, or fewer rows by a required period. A view that groups, unites or makes up rows is computed whole whatever is asked of it: fill a summary table at night instead."
[zh]
title   = "慢 SQL"
message = "该语句平均 {mean_s} 秒，最慢 {max_s} 秒，已执行 {calls} 次，累计等待 {waited_min} 分钟。语句开头：{start} 读取的视图和大表（行数）：{reads}"
fix     = "看执行计划（EXPLAIN，或用 healthcheck advise）：给条件列建索引，或要求必填期间减少数据量。视图里有分组、合并、造行的，不管查什么条件都要整个算一遍，改为夜间任务算到汇总表里再查。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbTable, Statement
from healthcheck.sqlcheck.engine import schema_of
from healthcheck.sqlcheck.weight import weight_of


def check(
    report_statement: Table[Statement], db_table: Table[DbTable] | None, *, mean_ms: int, calls: int
) -> Iterator[dict[str, object]]:
    """Statements whose calls take seconds, with what makes them heavy as far as the catalogue tells."""
    slow = [s for s in report_statement.rows() if (s.mean_ms or 0) >= mean_ms and (s.calls or 0) >= calls]
    schema = schema_of(db_table) if slow and db_table is not None else None
    for row in slow:
        sql, mean, total = row.sql or "", row.mean_ms or 0.0, row.total_ms
        yield {
            "statement_id": row.statement_id,
            "calls": row.calls,
            "reach": total,
            "mean_s": round(mean / 1000, 1),
            "max_s": round((mean if row.max_ms is None else row.max_ms) / 1000, 1),
            "waited_min": None if total is None else round(total / 60000, 1),
            "rows": row.rows,
            "rows_examined": row.rows_examined,
            "start": sql.strip()[:200],
            "reads": (weight_of(sql, schema, schema.dialect) if schema else "") or "?",
            "source": row.source,
        }
