"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP06"]
params   = { big = 50000 }

[en]
title   = "OR between two columns, of which one has no index"
message = "Report {report} filters {table} (about {rows} rows) by {found}. Because {columns} has no index, the index on the other column is of no use."
fix     = "Add an index on {columns}, or write two SELECTs joined by UNION."
[zh]
title   = "OR 两边的列只有一边有索引"
message = "报表 {report} 用 {found} 过滤 {table}（约 {rows} 行），{columns} 没有索引，另一列的索引也跟着用不上。"
fix     = "给 {columns} 建索引，或拆成两条 SELECT 用 UNION 合并。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex], *, big: int
) -> Iterator[dict[str, object]]:
    """Alternatives of which not all can use an index."""
    return findings("report.or_across_columns", report, db_table, db_column, db_index, big=big)
