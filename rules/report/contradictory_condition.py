"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"

[en]
title   = "Conditions that contradict each other"
message = "Report {report} asks for the impossible: {found}. It finds nothing."
fix     = "Write OR or IN where one of several values is meant."
[zh]
title   = "条件互相矛盾"
message = "报表 {report} 的条件 {found} 不可能同时成立，永远查不到数据。"
fix     = "本意是多选一的，改用 OR 或 IN。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """One column that must be two values at once."""
    return findings("report.contradictory_condition", report)
