"""
severity = "high"
subject  = "report"
effort   = "hours"
tags     = ["security", "go-live"]
confidence = "likely"

[en]
title   = "Report changes data"
message = "Report {report} does not only read: {found}."
fix     = "Take the statement out of the report. What must be computed beforehand belongs into a job."
[zh]
title   = "报表会修改数据"
message = "报表 {report} 不只是查询：{found}。"
fix     = "把写操作从报表里拿掉；需要预先计算的放到定时任务里。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """Statements that change data or tables."""
    return findings("report.writes_data", report)
