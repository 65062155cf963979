"""
severity = "low"
subject  = "report"
effort   = "minutes"
tags     = ["performance"]
confidence = "likely"

[en]
title   = "Report counts all rows to know whether there is one"
message = "Report {report} counts where it only asks for existence: {found}."
fix     = "Write {instead} (SELECT 1 …): the database stops at the first row."
[zh]
title   = "用 COUNT 判断是否存在"
message = "报表 {report} 只想知道有没有，却数了全部：{found}。"
fix     = "改写为 {instead} (SELECT 1 …)，找到一条就停。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """A count compared with none or one."""
    return findings("report.count_for_existence", report)
