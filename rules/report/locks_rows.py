"""
severity = "medium"
subject  = "report"
effort   = "minutes"
tags     = ["performance", "operation"]
confidence = "certain"

[en]
title   = "Report locks the rows that it shows"
message = "Report {report} reads with {found}: whoever works on those documents waits until the report is through."
fix     = "Take the lock out; a report only looks."
[zh]
title   = "报表查询加了行锁"
message = "报表 {report} 使用了 {found}，报表没跑完之前别人改不了这些单据。"
fix     = "去掉加锁，报表只需要读。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """FOR UPDATE or FOR SHARE."""
    return findings("report.locks_rows", report)
