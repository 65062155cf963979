"""
severity = "info"
subject  = "report"
reach    = "rows"
effort   = "minutes"
tags     = ["performance"]
confidence = "certain"

[en]
title   = "DISTINCT although the key is shown"
message = "Report {report} removes doubles from {table}, whose key ({key}) is among the columns: there are none."
fix     = "Take DISTINCT away."
[zh]
title   = "主键都查出来了还 DISTINCT"
message = "报表 {report} 对 {table} 去重，但结果里有主键（{key}），不可能重复。"
fix     = "去掉 DISTINCT。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex]
) -> Iterator[dict[str, object]]:
    """DISTINCT over rows that show their primary key."""
    return findings("report.distinct_on_key", report, db_table, db_column, db_index)
