"""
severity = "low"
subject  = "report"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP02"]
params   = { wide = 30, big = 100000 }

[en]
title   = "Report reads every column"
message = "Report {report} reads all {columns} columns of {tables} with SELECT *, whatever it shows."
fix     = "Name the columns that the report shows. Then a column added later costs nothing and does not end up in an export."
[zh]
title   = "报表用 SELECT * 取全部字段"
message = "报表 {report} 用 SELECT * 读取 {tables} 的全部 {columns} 个字段，不管用不用得到。"
fix     = "只写报表要用的字段。这样以后表里加字段既不拖慢报表，也不会被带进导出文件。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, wide: int, big: int
) -> Iterator[dict[str, object]]:
    """`*` in what the report itself returns: from a wide or big table, or from a whole table of any size."""
    return findings("report.select_star", report, db_table, db_column, wide=wide, big=big)
