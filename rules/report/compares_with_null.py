"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "Condition that is never true: = NULL"
message = "Report {report} compares with NULL: {found}. That is never true, so rows are missing from the report without a word."
fix     = "Write IS NULL or IS NOT NULL."
[zh]
title   = "条件写成了 = NULL，永远不成立"
message = "报表 {report} 写了 {found}，与 NULL 比较永远不成立，报表会悄悄少数据。"
fix     = "改写为 IS NULL 或 IS NOT NULL。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A comparison with NULL in a condition."""
    return findings("report.compares_with_null", report)
