"""
severity = "info"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "DISTINCT in a subquery that is only searched"
message = "Report {report} removes doubles from what is only looked for a value: {found}."
fix     = "Take DISTINCT out: IN and EXISTS do not mind doubles."
[zh]
title   = "IN/EXISTS 子查询里多余的 DISTINCT"
message = "报表 {report} 在 {found} 里去重，而 IN、EXISTS 本来就不在乎重复。"
fix     = "去掉 DISTINCT。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """DISTINCT inside IN or EXISTS."""
    return findings("report.distinct_in_subquery", report)
