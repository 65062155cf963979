"""
severity = "high"
subject  = "report"
effort   = "hours"
tags     = ["go-live"]
confidence = "likely"
checks   = ["RP01"]

[en]
title   = "Subquery that returns more than one row"
message = "Report {report} expects one value from {found}, but {table} has about {each} rows for one value of {columns}. The database refuses as soon as it meets one."
fix     = "Say which row is meant: a further condition, the newest (ORDER BY … LIMIT 1), or an aggregate."
[zh]
title   = "标量子查询会返回多行"
message = "报表 {report} 的 {found} 要求只返回一个值，但 {table} 按 {columns} 平均每个值有 {each} 行，遇到就报错。"
fix     = "说明取哪一行：补条件、取最新一条（ORDER BY … LIMIT 1）或用汇总函数。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex]
) -> Iterator[dict[str, object]]:
    """A subquery in place of one value that finds several rows."""
    return findings("report.subquery_many_rows", report, db_table, db_column, db_index)
