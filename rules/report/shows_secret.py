"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["security"]
confidence = "likely"

[en]
title   = "Report shows passwords or keys"
message = "Report {report} returns {found}. Whoever opens or exports it has them."
fix     = "Take the column out of the report, and change what has been seen."
[zh]
title   = "报表输出密码或密钥字段"
message = "报表 {report} 把 {found} 查了出来，能打开或导出报表的人都能拿到。"
fix     = "从报表中去掉该字段，已经外泄的要更换。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable] | None, db_column: Table[DbColumn] | None
) -> Iterator[dict[str, object]]:
    """A password, token or key among the columns, those that `*` stands for included where the tables are known."""
    return findings("report.shows_secret", report, db_table, db_column)
