"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"

[en]
title   = "Share that is always 0"
message = "Report {report} divides whole numbers: {found}. This database cuts off what is behind the point, so every share below 100 % is 0."
fix     = "Multiply by 100.0 first, or cast one side to numeric."
[zh]
title   = "整数相除，比率恒为 0"
message = "报表 {report} 的 {found} 是整数相除，本数据库会舍去小数，低于 100% 的比率全是 0。"
fix     = "先乘 100.0，或把其中一边转成 numeric。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """One count divided by another without decimals."""
    return findings("report.integer_division", report)
