"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "possible"

[en]
title   = "NOT IN over a column that may be empty"
message = "Report {report} writes {found}, and {column} may be NULL. One such row, and the report is empty."
fix     = "Write NOT EXISTS, or add … IS NOT NULL inside."
[zh]
title   = "NOT IN 子查询的字段可能为空"
message = "报表 {report} 写了 {found}，而 {column} 允许为空，只要有一行是空的，整张报表就查不出数据。"
fix     = "改用 NOT EXISTS，或在子查询里加 IS NOT NULL。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """NOT IN over a column that may be NULL."""
    return findings("report.not_in_nullable", report, db_table, db_column)
