"""
severity = "high"
subject  = "report"
effort   = "minutes"
tags     = ["go-live"]
confidence = "certain"
checks   = ["RP01"]

[en]
title   = "NULL in a list of values"
message = "Report {report} has NULL in a list: {found}. IN never finds the empty ones, and NOT IN then finds nothing at all."
fix     = "Take NULL out of the list and ask for it with OR … IS NULL (or AND … IS NOT NULL)."
[zh]
title   = "IN 列表里写了 NULL"
message = "报表 {report} 写了 {found}：IN 查不出空值，NOT IN 则一行都查不出来。"
fix     = "把 NULL 从列表里去掉，另写 OR … IS NULL（或 AND … IS NOT NULL）。"
"""

from collections.abc import Iterator

from healthcheck import Table
from healthcheck.facts import Report
from healthcheck.sqlcheck import findings


def check(report: Table[Report]) -> Iterator[dict[str, object]]:
    """An IN list with NULL among its values."""
    return findings("report.null_in_list", report)
