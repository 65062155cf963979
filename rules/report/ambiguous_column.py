"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "Column that two tables have, without the name of one"
message = "Report {report} uses {found}, which {tables} all have. The database refuses: the column is ambiguous."
fix     = "Write the table before the column."
[zh]
title   = "字段归属不明"
message = "报表 {report} 的字段 {found} 在 {tables} 中都有，数据库会报 ambiguous 错误。"
fix     = "字段前加上表别名。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """A column without its table that two tables have."""
    return findings("report.ambiguous_column", report, db_table, db_column)
