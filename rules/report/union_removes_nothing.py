"""
severity = "low"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "UNION looks for doubles that cannot exist"
message = "Report {report} joins parts with UNION that a constant tells apart ({found}); the database sorts them all to find nothing."
fix     = "Write UNION ALL."
[zh]
title   = "UNION 在做无用的去重"
message = "报表 {report} 用 UNION 合并的各部分已由常量区分（{found}），数据库白白做一遍排序去重。"
fix     = "改成 UNION ALL。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """UNION of parts without doubles that a constant keeps apart."""
    return findings("report.union_removes_nothing", report)
