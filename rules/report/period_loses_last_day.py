"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Period without its last day"
message = "Report {report} asks for {found}, and {column} has a time of day: everything after midnight of {day} is missing."
fix     = "Write: from the first day on, and before the day after the last one."
[zh]
title   = "期间漏掉最后一天"
message = "报表 {report} 的 {found}，而 {column} 带时分秒，{day} 零点以后的数据全都漏了。"
fix     = "写成“大于等于首日、小于末日的次日”。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """A period of days on a column with a time."""
    return findings("report.period_loses_last_day", report, db_table, db_column)
