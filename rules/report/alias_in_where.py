"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"
checks   = ["RP01"]

[en]
title   = "WHERE uses a name that the SELECT gives"
message = "Report {report} uses {found} in WHERE. That name is given to {meant} later; the database does not know it there and refuses."
fix     = "Repeat the expression in WHERE, or put the SELECT into FROM and filter outside."
[zh]
title   = "WHERE 里用了 SELECT 里起的别名"
message = "报表 {report} 在 WHERE 里用了 {found}，它是 {meant} 的别名，WHERE 执行时还不存在，语句报错。"
fix     = "在 WHERE 里重写表达式，或套一层子查询在外面过滤。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """WHERE with a name that the SELECT gives."""
    return findings("report.alias_in_where", report, db_table, db_column)
