"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "Parts of a UNION with a different number of columns"
message = "Report {report} joins {left} columns with {right}: {found}. Opening it ends in an error."
fix     = "Give both parts the same columns."
[zh]
title   = "UNION 各部分列数不一致"
message = "报表 {report} 的 UNION 一边 {left} 列、一边 {right} 列（{found}），一打开就报错。"
fix     = "把各部分的列补齐。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """Parts of a UNION whose columns differ in number."""
    return findings("report.union_columns_differ", report)
