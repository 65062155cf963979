"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP05"]

[en]
title   = "LIKE on a date or number"
message = "Report {report} looks for a text in {column} ({type}): {found}. Every row is turned into text first, or the database refuses."
fix     = "Ask for a range: from the first day of the month on, before the first day of the next."
[zh]
title   = "对日期或数字字段用 LIKE"
message = "报表 {report} 对 {column}（{type}）用 LIKE（{found}），要先把每一行转成文本，有的库直接报错。"
fix     = "改成范围条件：大于等于当月一日、小于次月一日。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """LIKE on a date or number."""
    return findings("report.like_on_non_text", report, db_table, db_column)
