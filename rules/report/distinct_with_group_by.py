"""
severity = "info"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "DISTINCT after GROUP BY"
message = "Report {report} removes doubles from groups, which have none: {found}."
fix     = "Take DISTINCT away."
[zh]
title   = "GROUP BY 之后又 DISTINCT"
message = "报表 {report} 对分组结果再去重（{found}），分组后本来就没有重复。"
fix     = "去掉 DISTINCT。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """DISTINCT over groups whose keys are all shown."""
    return findings("report.distinct_with_group_by", report)
