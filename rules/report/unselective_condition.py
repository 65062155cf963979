"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "possible"
checks   = ["RP02"]
params   = { big = 200000 }

[en]
title   = "Report reads most of a big table although it has a condition"
message = "The condition of report {report} ({found}) leaves about {expected} of the {rows} rows of {table}."
fix     = "Ask for a period as well: {dates}."
[zh]
title   = "报表有条件但等于没过滤"
message = "报表 {report} 的条件 {found} 过滤后仍剩约 {expected} 行（{table} 共 {rows} 行）。"
fix     = "再加一个必填的期间条件，如 {dates}。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, big: int
) -> Iterator[dict[str, object]]:
    """Conditions on columns of few values alone."""
    return findings("report.unselective_condition", report, db_table, db_column, big=big)
