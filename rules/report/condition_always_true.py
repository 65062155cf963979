"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["security"]
confidence = "certain"

[en]
title   = "Condition that always holds"
message = "Report {report} has a condition that always holds: {found}. What stands beside it counts for nothing."
fix     = "Take the constant out. If it was put there for a test, restore the condition."
[zh]
title   = "条件永远成立"
message = "报表 {report} 的 {found} 永远成立，旁边的条件全部失效。"
fix     = "去掉恒真部分；如果是调试时加的，恢复原条件。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """OR with a constant that is true."""
    return findings("report.condition_always_true", report)
