"""
severity = "low"
subject  = "report"
effort   = "minutes"
tags     = ["operation"]
confidence = "possible"

[en]
title   = "Recursive query that nothing stops"
message = "Report {report} follows a tree without a stop: {found}. If somebody puts a unit below itself, the report runs until the disk is full."
fix     = "Write UNION instead of UNION ALL, count the levels and stop at 20, or use the CYCLE clause."
[zh]
title   = "递归查询没有终止保护"
message = "报表 {report} 的 {found} 没有任何终止条件，数据里一旦出现环（部门挂到自己下级），会一直跑到磁盘写满。"
fix     = "把 UNION ALL 改成 UNION，或加层级计数并限制在 20 层内，或用 CYCLE 子句。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A recursive WITH without a stop."""
    return findings("report.unbounded_recursion", report)
