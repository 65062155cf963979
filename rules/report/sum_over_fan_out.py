"""
severity = "high"
subject  = "report"
reach    = "rows"
effort   = "hours"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Sum counts rows several times"
message = "Report {report} computes {found} after a join with {table}, of which several rows belong to one: each amount counts once per such row."
fix     = "Sum each table up by itself first, in a subquery, and join the sums. Or sum a column of the lines."
[zh]
title   = "关联明细后汇总，金额翻倍"
message = "报表 {report} 关联了 {table} 之后再算 {found}，一条主表记录对应多条明细，金额按明细行数重复累加。"
fix     = "先在子查询里各自汇总再关联；或改为汇总明细表的字段。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import DbColumn, DbIndex, DbTable, Report
from healthcheck.sqlcheck import findings


def check(
    report: Table[Report], db_table: Table[DbTable], db_column: Table[DbColumn], db_index: Table[DbIndex]
) -> Iterator[dict[str, object]]:
    """A sum over the one side of a join with the many side."""
    return findings("report.sum_over_fan_out", report, db_table, db_column, db_index)
