"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
params   = { big = 10000 }

[en]
title   = "Report joins tables by alternatives"
message = "Report {report} joins {table} (about {rows} rows) by {found}. With OR the database cannot look up, it tries every row."
fix     = "Write two SELECTs with one condition each, joined by UNION, or join the table twice under two names."
[zh]
title   = "关联条件里用了 OR"
message = "报表 {report} 用 {found} 关联 {table}（约 {rows} 行），有 OR 就没法按索引查找，只能逐行尝试。"
fix     = "拆成两条 SELECT 用 UNION 合并，或把该表用两个别名关联两次。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, big: int
) -> Iterator[dict[str, object]]:
    """A join by alternatives."""
    return findings("report.or_in_join", report, db_table, db_column, big=big)
