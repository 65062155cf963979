"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"

[en]
title   = "EXISTS that is always true"
message = "Report {report} asks whether a sum or count exists: {found}. It always does, also over no rows at all."
fix     = "Write EXISTS (SELECT 1 …), or compare the count."
[zh]
title   = "EXISTS 里用汇总函数，永远为真"
message = "报表 {report} 的 {found}：汇总查询总会返回一行，EXISTS 永远为真。"
fix     = "改为 EXISTS (SELECT 1 …)，或直接比较数量。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """EXISTS over an aggregate without GROUP BY."""
    return findings("report.exists_always_true", report)
