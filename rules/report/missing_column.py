"""
severity = "high"
subject  = "report"
effort   = "hours"
tags     = ["go-live", "orphan"]
confidence = "likely"
checks   = ["RP01"]

[en]
title   = "Report reads a column that does not exist"
message = "Report {report} reads {found}, which the tables do not have. Opening it ends in an error."
fix     = "Correct the name in the report's SQL, or add the column that an upgrade has dropped or renamed."
[zh]
title   = "报表查询了不存在的字段"
message = "报表 {report} 查询的字段 {found} 在表中不存在，一打开就会报错。"
fix     = "改正报表 SQL 里的字段名；如果是升级时被删掉或改名的字段，按新表结构调整。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn]) -> Iterator[dict[str, object]]:
    """Columns that no table of their SELECT has, where every one of those tables is known with its columns."""
    return findings("report.missing_column", report, db_table, db_column)
