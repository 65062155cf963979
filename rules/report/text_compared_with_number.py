"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP05"]

[en]
title   = "Text column compared with a number"
message = "Report {report} compares {column} ({type}) with a number: {found}. The database converts every row, cannot use an index, and finds 1abc for 1, or it refuses the query."
fix     = "Put the value into quotes."
[zh]
title   = "文本字段与数字比较"
message = "报表 {report} 拿 {column}（{type}）和数字比（{found}），数据库要逐行转换，索引失效，还会把 1abc 当成 1，有的库直接报错。"
fix     = "给值加上引号。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """A text column compared with a number that is written out."""
    return findings("report.text_compared_with_number", report, db_table, db_column)
