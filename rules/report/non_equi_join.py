"""
severity = "medium"
subject  = "report"
reach    = "rows"
effort   = "days"
tags     = ["performance"]
confidence = "likely"
params   = { big = 10000 }

[en]
title   = "Report joins two big tables by a range alone"
message = "Report {report} ties {left} (about {left_rows} rows) and {right} (about {right_rows} rows) by nothing but {found}: the database tries every row with every row."
fix     = "Add an equality that both tables share (material, company, month), and keep the range beside it."
[zh]
title   = "两张大表只用范围条件关联"
message = "报表 {report} 关联 {left}（约 {left_rows} 行）与 {right}（约 {right_rows} 行）只有 {found}，数据库只能逐行两两比对。"
fix     = "加上两边共有的等值条件（物料、公司、月份），范围条件保留在旁边。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, big: int
) -> Iterator[dict[str, object]]:
    """Two big tables tied by ranges alone."""
    return findings("report.non_equi_join", report, db_table, db_column, big=big)
