"""
severity = "info"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "Subquery is sorted for nothing"
message = "Report {report} sorts inside a subquery ({found}), and the order is lost outside."
fix     = "Take the ORDER BY out of the subquery; sort the final result."
[zh]
title   = "子查询里的排序没有意义"
message = "报表 {report} 在子查询里排序（{found}），外层一处理顺序就没了。"
fix     = "去掉子查询里的 ORDER BY，只在最外层排序。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """ORDER BY in a subquery whose order nobody sees."""
    return findings("report.useless_order_by", report)
