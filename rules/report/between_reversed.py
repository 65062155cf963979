"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"

[en]
title   = "BETWEEN with its bounds the wrong way round"
message = "Report {report} finds nothing: {found}."
fix     = "Write the smaller value first."
[zh]
title   = "BETWEEN 上下限写反"
message = "报表 {report} 的 {found} 上下限写反，永远查不到数据。"
fix     = "把小的写在前面。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """BETWEEN whose lower bound is the greater."""
    return findings("report.between_reversed", report)
