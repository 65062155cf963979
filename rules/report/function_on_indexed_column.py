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
title   = "Report hides an indexed column inside a function"
message = "Report {report} filters {table} (about {rows} rows) by {condition}. The index on {column} cannot be used for that."
fix     = "Leave the column alone and compute on the other side: a day becomes 'from the first moment of the day on, before the first moment of the next'. Or add an index on the expression itself."
[zh]
title   = "报表条件在索引列上套函数"
message = "报表 {report} 用 {condition} 过滤 {table}（约 {rows} 行），{column} 上的索引因此失效。"
fix     = "列不要加工，把计算放到另一边：按天查就写成“大于等于当天零点、小于次日零点”；或者直接给表达式建索引。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex], *, big: int
) -> Iterator[dict[str, object]]:
    """A condition that wraps a column which leads an index, on a big table no other condition finds its way into."""
    return findings("report.function_on_indexed_column", report, db_table, db_column, db_index, big=big)
