"""
severity = "high"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP04"]
params   = { big = 10000 }

[en]
title   = "Report searches a big table once per line"
message = "For each of its lines report {report} reads all of {table} (about {rows} rows), because {columns} has no index: {found}"
fix     = "Add an index on {columns}, or sum {table} up once in FROM and join with that."
[zh]
title   = "逐行子查询没有索引可用"
message = "报表 {report} 的每一行都要把 {table}（约 {rows} 行）整表扫一遍，因为 {columns} 没有索引：{found}"
fix     = "给 {columns} 建索引，或在 FROM 里先汇总一次再关联。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex], *, big: int
) -> Iterator[dict[str, object]]:
    """A subquery per line that finds its rows by no index."""
    return findings("report.correlated_without_index", report, db_table, db_column, db_index, big=big)
