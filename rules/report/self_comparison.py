"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "likely"

[en]
title   = "Column compared with itself"
message = "Report {report} compares a column with itself: {found}. It holds for every row that has a value, and ties nothing."
fix     = "Name the table on both sides: one of them was to be the other table."
[zh]
title   = "字段跟自己比较"
message = "报表 {report} 的 {found} 是字段跟自己比，只要不为空就成立，起不到关联作用。"
fix     = "两边都写上表别名，其中一边应是另一张表。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A condition with one column on both sides."""
    return findings("report.self_comparison", report)
