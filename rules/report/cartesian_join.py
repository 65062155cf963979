"""
severity = "high"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["performance"]
confidence = "likely"
checks   = ["RP03"]
params   = { pairs = 100000 }

[en]
title   = "Report joins tables without saying how they belong together"
message = "Report {report} combines every row of {left} with every row of {right}: about {pairs_made} rows, most of them meaningless."
fix     = "Add the missing join condition. If every combination is really wanted, write CROSS JOIN, so that the next reader knows."
[zh]
title   = "报表关联缺少连接条件"
message = "报表 {report} 把 {left} 与 {right} 逐行两两组合，约产生 {pairs_made} 行，大部分没有意义，汇总金额也会成倍放大。"
fix     = "补上关联条件；确实需要全组合的，写成 CROSS JOIN，让后来的人看得明白。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], *, pairs: int
) -> Iterator[dict[str, object]]:
    """Tables of one SELECT that no condition ties together, directly or by way of others."""
    return findings("report.cartesian_join", report, db_table, db_column, pairs=pairs)
