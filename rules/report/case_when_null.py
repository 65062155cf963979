"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "CASE branch that is never taken: WHEN NULL"
message = "Report {report} tests for NULL in a way that never holds: {found}."
fix     = "Write CASE WHEN column IS NULL THEN …, or COALESCE."
[zh]
title   = "CASE 分支 WHEN NULL 永远不会命中"
message = "报表 {report} 的 {found} 永远匹配不到空值。"
fix     = "改写为 CASE WHEN 字段 IS NULL THEN …，或用 COALESCE。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A simple CASE with a branch for NULL."""
    return findings("report.case_when_null", report)
