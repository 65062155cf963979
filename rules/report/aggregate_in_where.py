"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "Sum or count in WHERE"
message = "Report {report} uses {found} in WHERE. No database accepts that; opening it ends in an error."
fix     = "Move the condition to HAVING, or compare with a subquery."
[zh]
title   = "WHERE 里用了汇总函数"
message = "报表 {report} 在 WHERE 里写了 {found}，任何数据库都会报错。"
fix     = "把条件移到 HAVING，或改为与子查询比较。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """An aggregate in WHERE."""
    return findings("report.aggregate_in_where", report)
