"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP06"]
params   = { big = 10000 }

[en]
title   = "Report joins a big table by a computed value"
message = "Report {report} joins {table} (about {rows} rows) by {found}. The index on {column} cannot be used for that."
fix     = "Clean the column once, so that both sides are equal as they are, or index the expression."
[zh]
title   = "关联条件在索引列上套函数"
message = "报表 {report} 用 {found} 关联 {table}（约 {rows} 行），{column} 上的索引因此失效。"
fix     = "把字段一次清洗干净，两边直接相等；或给表达式建索引。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex], *, big: int
) -> Iterator[dict[str, object]]:
    """A join that computes with an indexed column."""
    return findings("report.function_in_join", report, db_table, db_column, db_index, big=big)
